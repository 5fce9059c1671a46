// By what the list of messages can be filtered.
import { z } from 'zod'
import { brand, channel, country, oneOf, reason, segment, step, variant, version } from './filters.js'

export const messageFilters = z.object({
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
export type MessageFilters = z.infer<typeof messageFilters>
