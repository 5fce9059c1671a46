// By what the list of holds can be filtered.
import { z } from 'zod'
import { oneOf, step, version } from '../lists/filters.js'

export const holdFilters = z.object({
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
