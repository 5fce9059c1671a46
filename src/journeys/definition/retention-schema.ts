// The part of settings.json that says for how long things are kept.
import { z } from 'zod'
import { durationMs, durationSchema } from '../../model/time.js'

const shortestDays = 30
const dayMs = 86_400_000

/** Shorter, and a webhook that a shop repeats, or a message that a cap counts, would be forgotten too early. */
const period = durationSchema.refine(duration => durationMs(duration) >= shortestDays * dayMs, {
  error: `must be at least ${shortestDays} days`,
})

export const retentionSchema = z
  .strictObject({
    events: period.optional().meta({
      description:
        'Events. A condition on the past does not see what is no longer kept; an event that comes again afterwards counts as new.',
    }),
    decisions: period.optional().meta({ description: 'Decisions, and with them the answers of `explain`.' }),
    messages: period
      .optional()
      .meta({ description: 'Messages that were sent or ended otherwise; reports no longer count them.' }),
    calls: period.optional().meta({ description: 'Calls of webhooks and tasks that are done.' }),
    consent: period.optional().meta({
      description:
        'Words on consent that a later one has replaced. The last word on each channel and topic is kept for ever, as proof.',
    }),
    setAside: period
      .optional()
      .meta({ description: 'Events and webhooks that were set aside and never replayed.' }),
    interests: period.optional().meta({
      description:
        'Who looked at, carted or bought which product, counted from the latest of these: what news of products and recommendations go by.',
    }),
    changes: period
      .optional()
      .meta({ description: 'Prices that fell and returns of products, once everybody was told of them.' }),
    feedRuns: period.optional().meta({
      description: 'What came of feeds that were imported; the last two of each are kept for ever.',
    }),
  })
  .meta({
    id: 'Retention',
    description:
      'For how long things are kept, such as { "events": "730d" }; what is not named is kept for ever. Whatever a customer in a journey, a cap or a goal still needs is kept longer.',
  })

export type Retention = z.infer<typeof retentionSchema>
