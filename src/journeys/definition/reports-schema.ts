// The part of settings.json that says what reports show: shape only.
import { z } from 'zod'
import { localTimeSchema, weekdaySchema } from '../../model/local-time.js'
import { currencySchema } from '../../model/money.js'
import { nameSchema } from './name-schema.js'

/** Each is judged for everybody who comes into a journey. */
const mostSegments = 20

const rateSchema = z.string().regex(/^(?=.*[1-9])\d{1,9}(\.\d{1,9})?$/, {
  error: 'must be a decimal text above zero, such as "0.92"',
})

const alertsSchema = z
  .strictObject({
    id: z.string().trim().min(1).max(200).optional().meta({ description: 'The customer’s id in the shop.' }),
    email: z.email().toLowerCase().max(254).optional().meta({ description: 'An email address.' }),
  })
  .refine(({ id, email }) => id !== undefined || email !== undefined, {
    error: 'must name a customer by "id" or "email", such as { "email": "ops@example.com" }',
  })
  .meta({
    id: 'ReportAlerts',
    description:
      'The customer about whom `audit_failed` and `audit_recovered` happen: journeys write to them, or call somebody.',
  })

const reviewSchema = z
  .strictObject({
    to: z
      .array(z.email().max(254))
      .min(1)
      .max(20)
      .meta({ description: 'Whom it is mailed to, such as ["team@example.com"].' }),
    on: weekdaySchema.optional().meta({ description: 'The day of the week it goes out. Without it: "mon".' }),
    at: localTimeSchema
      .optional()
      .meta({ description: 'From this time of the day on, in `timeZone`. Without it: "08:00".' }),
    worth: z
      .number()
      .positive()
      .max(0.5, { error: 'must be at most 0.5; half a point is 0.005' })
      .optional()
      .meta({
        description:
          'The smallest benefit worth having, as a share of those who come in, such as 0.005 (half a point; without it): a journey that surely brings less within 30 days is to be stopped.',
      }),
  })
  .meta({ id: 'ReviewSettings', description: 'Whom the weekly review is mailed to, and when.' })

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
    domains: z
      .array(
        z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: 'must be a domain such as "uni.example"' }),
      )
      .max(100)
      .optional()
      .meta({
        description:
          'Domains of mailboxes that are shown by name besides those of the great providers, such as ["uni.example"]; every other one is "other", as it may lead to a person.',
      }),
    alerts: alertsSchema.optional(),
    review: reviewSchema.optional(),
    links: z.boolean().optional().meta({
      description:
        'Whether links of templates to the shop’s own hosts are asked once a day if they are there, so that audits can tell. Without it: true.',
    }),
  })
  .meta({ id: 'ReportsSettings', description: 'What reports show, and whom they tell.' })

export type ReportsSettings = z.infer<typeof reportsSchema>
