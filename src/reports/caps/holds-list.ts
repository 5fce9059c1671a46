// Whom caps and quiet hours kept back: what the report of caps counts.
import type { ListKind } from '../list-kind.js'
import { newestFirst } from '../lists/newest-first.js'
import { pageOf } from '../lists/part-queries.js'
import { type HoldFilters, holdFilters } from './hold-filters.js'
import { readHeld } from './holds-list-queries.js'

export const holds: ListKind<HoldFilters> = {
  name: 'holds',
  summary: 'whom caps and quiet hours kept back, by the day of the decision',
  parameters: holdFilters,
  columns: [
    { key: 'at', title: 'at', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'journey', title: 'journey', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count', inTable: false },
    { key: 'step', title: 'step', kind: 'text' },
    { key: 'channel', title: 'channel', kind: 'text' },
    { key: 'stage', title: 'stage', kind: 'text' },
    { key: 'action', title: 'action', kind: 'text' },
    { key: 'reason', title: 'reason', kind: 'text' },
    { key: 'rule', title: 'rule', kind: 'text' },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
  ],
  positionSize: 2,
  page: async (db, request, settings, part) =>
    pageOf(
      await newestFirst(request, part, (span, part) => readHeld(db, { ...request, ...span }, settings, part)),
      part,
    ),
}
