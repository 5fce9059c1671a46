// Frequency caps, and what becomes of a message that has to wait: shape only.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'

const periods = ['day', 'week', 'month'] as const

export const capSchema = z
  .strictObject({
    max: z.int().positive().meta({ description: 'At most this many messages …' }),
    per: z
      .union([durationSchema, z.enum(periods)], {
        error: 'must be a duration such as "7d", or "day", "week" or "month"',
      })
      .meta({
        description:
          '… in any stretch of time as long as this ("1d": 24 hours), or in one calendar "day", "week" (from Monday) or "month" where the customer is.',
      }),
  })
  .meta({ id: 'Cap', description: 'A frequency cap, over a rolling window or a calendar period.' })
export type Cap = z.infer<typeof capSchema>

/** What becomes of a message that may not go out now. */
export const heldSchema = z
  .union(
    [
      z.enum(['skip', 'wait']),
      z
        .strictObject({
          wait: durationSchema.meta({
            description: 'At most so long; if it cannot go out by then, it is left out.',
          }),
        })
        .meta({ id: 'WaitAtMost', description: 'Waits, but not for ever.' }),
    ],
    { error: 'must be "skip", "wait" or { "wait": "2d" }' },
  )
  .meta({
    description:
      '"skip": left out, and the customer goes on; "wait": waits on this step until it may go out; { "wait": "2d" }: at most so long.',
  })
export type Held = z.infer<typeof heldSchema>
