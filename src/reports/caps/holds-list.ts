// Whom caps and quiet hours kept back: what the report of caps counts.
import { z } from 'zod'
import type { ListKind } from '../list-kind.js'
import { oneOf, step, version } from '../lists/filters.js'
import { pageOf } from '../lists/part-queries.js'
import { readHeld } from './holds-list-queries.js'

const holdFilters = z.object({
  version,
  step,
  channel: oneOf(['email', 'sms', 'onsite', 'audience'], 'this channel; audience: additions to audiences'),
  stage: oneOf(['decision', 'hand_over'], 'when it was decided, or at the last check before the hand-over'),
  action: oneOf(['skipped', 'waited'], 'left out, or put off'),
  reason: oneOf(
    ['capped', 'room_kept', 'quiet_hours'],
    'a cap, a place kept for another journey, or quiet hours',
  ),
  rule: step.meta({ description: 'this cap, such as "global"; empty: not known' }),
})
export type HoldFilters = z.infer<typeof holdFilters>

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
  page: async (db, request, settings, part) => pageOf(await readHeld(db, request, settings, part), part),
}
