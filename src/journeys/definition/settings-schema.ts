// settings.json: what holds for the whole workspace.
import { z } from 'zod'
import { currencySchema } from '../../model/money.js'
import { durationSchema } from '../../model/time.js'
import { capSchema } from './journey-schema.js'

const timeZone = z
  .string()
  .refine(zone => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC', {
    error: 'must be an IANA time zone such as "Europe/Berlin"',
  })

export const settingsSchema = z
  .strictObject({
    $schema: z.string().optional(),
    brand: z.strictObject({
      name: z.string().min(1),
      url: z.url({ protocol: /^https?$/ }),
      postalAddress: z.string().min(1).meta({ description: 'The law wants it in every marketing email.' }),
    }),
    senders: z.strictObject({
      email: z.strictObject({ from: z.email(), name: z.string().min(1), replyTo: z.email().optional() }),
    }),
    currency: currencySchema.meta({ description: 'The currency reports speak.' }),
    timeZone: timeZone.default('UTC'),
    caps: z
      .strictObject({ global: capSchema.optional(), email: capSchema.optional(), sms: capSchema.optional() })
      .default({})
      .meta({
        description:
          'How many messages one customer gets of all journeys together: in all, by email, by SMS.',
      }),
    lateEvents: durationSchema.default('24h').meta({
      description:
        'An event that arrives later than this after it happened brings nobody in; it is still stored, ends enrollments and counts.',
    }),
  })
  .meta({ id: 'Settings', title: 'Triggerfish workspace settings' })

export type Settings = z.infer<typeof settingsSchema>
