// The part of settings.json that says what reports show: shape only.
import { z } from 'zod'
import { currencySchema } from '../../model/money.js'
import { nameSchema } from './name-schema.js'

/** Each is judged for everybody who comes into a journey. */
const mostSegments = 20

const rateSchema = z.string().regex(/^(?=.*[1-9])\d{1,9}(\.\d{1,9})?$/, {
  error: 'must be a decimal text above zero, such as "0.92"',
})

export const reportsSchema = z
  .strictObject({
    segments: z
      .array(nameSchema)
      .max(mostSegments)
      .refine(names => new Set(names).size === names.length, { error: 'must not name a segment twice' })
      .optional()
      .meta({
        description:
          'Segments by which reports can be grouped: names of segments/NAME.json. Who is in one is judged when the customer comes into a journey.',
      }),
    rates: z.record(currencySchema, rateSchema).optional().meta({
      description:
        'What one unit of another currency is worth in `currency`, such as { "USD": "0.92" }. Amounts in a currency that is not named are kept apart.',
    }),
  })
  .meta({ id: 'ReportsSettings', description: 'What reports show.' })

export type ReportsSettings = z.infer<typeof reportsSchema>
