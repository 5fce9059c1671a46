// The messages that figures count, by the day of their hand-over, or of the decision where there was none.
import { z } from 'zod'
import type { ListKind } from '../list-kind.js'
import { brand, channel, country, oneOf, reason, segment, step, variant, version } from './filters.js'
import { readMessages } from './message-list-queries.js'
import { pageOf } from './part-queries.js'

const parameters = z.object({
  version,
  step,
  channel,
  variant,
  segment,
  country,
  brand,
  status: oneOf(
    ['handed_over', 'waiting', 'held_out', 'failed', 'unknown', 'skipped', 'withdrawn'],
    'what became of it; handed_over: a provider has it, or may have it',
  ),
  delivery: oneOf(
    ['delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'],
    'what was reported of those that were handed over; whoever clicked has opened, and it was delivered',
  ),
  reason,
  sender: step.meta({ description: 'handed over by this sender; empty: not known' }),
  domain: step.meta({ description: 'to this mailbox provider, or to "other" ones; empty: not known' }),
})
export type MessageFilters = z.infer<typeof parameters>

export const messages: ListKind<MessageFilters> = {
  name: 'messages',
  summary: 'messages, by the day of their hand-over',
  parameters,
  columns: [
    { key: 'at', title: 'at', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'journey', title: 'journey', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count', inTable: false },
    { key: 'step', title: 'step', kind: 'text' },
    { key: 'channel', title: 'channel', kind: 'text' },
    { key: 'status', title: 'status', kind: 'text' },
    { key: 'reason', title: 'reason', kind: 'text' },
    { key: 'delivery', title: 'delivery', kind: 'text' },
    { key: 'unsubscribed', title: 'unsubscribed', kind: 'text', inTable: false },
    { key: 'sender', title: 'sender', kind: 'text', inTable: false },
    { key: 'domain', title: 'domain', kind: 'text', inTable: false },
    { key: 'template', title: 'template', kind: 'text', inTable: false },
    { key: 'createdAt', title: 'created', kind: 'time', inTable: false },
    { key: 'handedOverAt', title: 'handed over', kind: 'time', inTable: false },
    { key: 'message', title: 'message', kind: 'text', inTable: false },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
  ],
  page: async (db, request, settings, part) => pageOf(await readMessages(db, request, settings, part), part),
}
