// The messages that figures count, by the day of their hand-over, or of the decision where there was none.
import type { ListKind } from '../list-kind.js'
import { type MessageFilters, messageFilters } from './message-filters.js'
import { readMessages } from './message-list-queries.js'
import { newestFirst } from './newest-first.js'
import { pageOf } from './part-queries.js'

export const messages: ListKind<MessageFilters> = {
  name: 'messages',
  summary: 'messages, by the day of their hand-over',
  parameters: messageFilters,
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
    { key: 'unsubscribed', title: 'unsubscribed', kind: 'yes_no', inTable: false },
    { key: 'sender', title: 'sender', kind: 'text', inTable: false },
    { key: 'domain', title: 'domain', kind: 'text', inTable: false },
    { key: 'template', title: 'template', kind: 'text', inTable: false },
    { key: 'createdAt', title: 'created', kind: 'time', inTable: false },
    { key: 'handedOverAt', title: 'handed over', kind: 'time', inTable: false },
    { key: 'message', title: 'message', kind: 'text', inTable: false },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
  ],
  positionSize: 2,
  page: async (db, request, settings, part) =>
    pageOf(
      await newestFirst(request, part, (span, part) =>
        readMessages(db, { ...request, ...span }, settings, part),
      ),
      part,
    ),
}
