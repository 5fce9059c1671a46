// The part of settings.json about SMS: how customers opt out, what is answered, and what one costs. Shape only.
import { z } from 'zod'
import { localeSchema } from '../../model/locale.js'
import { amountSchema } from '../../model/money.js'
import { durationSchema } from '../../model/time.js'

const words = z.string().min(1).max(160)

/** One text for everybody, or one for each language. */
const spokenWords = z.union([words, z.record(localeSchema, words)], {
  error: 'must be a text, or texts by locale such as { "en": "…", "de": "…" }',
})

export const smsSchema = z
  .strictObject({
    optOut: z
      .strictObject({
        words: spokenWords.optional().meta({ description: 'Without it, "Reply STOP to opt out".' }),
        every: z
          .union([z.enum(['first', 'always']), durationSchema], {
            error: 'must be "first", "always" or a duration such as "30d"',
          })
          .optional()
          .meta({
            description:
              'When the words are added to marketing that does not say them: to the first SMS a customer gets (without it), to every one, or to the first in so much time.',
          }),
      })
      .optional()
      .meta({ id: 'OptOutWords', description: 'How customers are told to opt out.' }),
    replies: z
      .strictObject({
        stop: spokenWords.optional().meta({
          description: 'Answered to STOP. Without it nothing: Twilio answers by itself.',
        }),
        start: spokenWords.optional().meta({ description: 'Answered to START.' }),
        help: spokenWords.optional().meta({ description: 'Answered to HELP.' }),
      })
      .optional()
      .meta({ id: 'SmsReplies', description: 'What is answered to words with a meaning of their own.' }),
    prices: z
      .record(
        z
          .string()
          .regex(/^([A-Z]{2}|\*)$/, { error: 'must be a country code such as "DE", or "*" for all others' }),
        amountSchema,
      )
      .optional()
      .meta({
        description:
          'What one segment costs by the country of the number, such as { "DE": "0.0775", "*": "0.05" }, in the currency of the settings.',
      }),
  })
  .meta({ id: 'SmsSettings', description: 'How SMS are written and answered.' })
