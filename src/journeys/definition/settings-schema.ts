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

const brandSchema = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'The name of the shop, as customers know it.' }),
    url: z.url({ protocol: /^https?$/ }).meta({ description: 'The address of the shop, with https://.' }),
    postalAddress: z.string().min(1).meta({ description: 'The law wants it in every marketing email.' }),
  })
  .meta({ id: 'Brand', description: 'Who writes to the customer. Templates read it as {{ brand.name }} …' })

const emailSenderSchema = z
  .strictObject({
    from: z.email().meta({ description: 'The address emails come from.' }),
    name: z.string().min(1).meta({ description: 'The name beside that address.' }),
    replyTo: z.email().optional().meta({ description: 'Where answers go, if elsewhere.' }),
  })
  .meta({ id: 'EmailSender', description: 'The sender of emails.' })

export const settingsSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'Gives editors completion and checks: "./schema/settings.schema.json".' }),
    brand: brandSchema,
    senders: z
      .strictObject({ email: emailSenderSchema })
      .meta({ id: 'Senders', description: 'Who messages come from.' }),
    currency: currencySchema.meta({ description: 'The currency reports speak, such as "EUR".' }),
    timeZone: timeZone
      .default('UTC')
      .meta({ description: 'The IANA time zone of the shop, such as "Europe/Berlin".' }),
    caps: z
      .strictObject({
        global: capSchema.optional().meta({ description: 'In all channels together.' }),
        email: capSchema.optional().meta({ description: 'By email.' }),
        sms: capSchema.optional().meta({ description: 'By SMS.' }),
      })
      .default({})
      .meta({ id: 'Caps', description: 'How many messages one customer gets of all journeys together.' }),
    lateEvents: durationSchema.default('24h').meta({
      description:
        'An event that arrives later than this after it happened brings nobody in; it is still stored, ends enrollments and counts.',
    }),
  })
  .meta({
    id: 'Settings',
    title: 'Triggerfish workspace settings',
    description: 'settings.json: what holds for all journeys.',
  })

export type Settings = z.infer<typeof settingsSchema>
