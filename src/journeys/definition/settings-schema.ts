// settings.json: what holds for the whole workspace.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'
import { localTimeSchema, timeZoneSchema, weekdaySchema } from '../../model/local-time.js'
import { localeSchema } from '../../model/locale.js'
import { currencySchema } from '../../model/money.js'
import { durationSchema } from '../../model/time.js'
import { topicSchema } from '../../model/topic.js'
import { audienceSchema } from './audience-schema.js'
import { brandSchema, brandsSchema, emailSenderSchema } from './brand-schema.js'
import { capSchema } from './cap-schema.js'
import { catalogSettingsSchema } from './catalog-settings-schema.js'
import { endpointSchema, teamSchema } from './endpoint-schema.js'
import { globalHoldoutSchema } from './holdout-schema.js'
import { nameSchema } from './name-schema.js'
import { reportsSchema } from './reports-schema.js'
import { retentionSchema } from './retention-schema.js'
import { smsSchema } from './sms-schema.js'

const quietRules = z
  .array(
    z
      .strictObject({
        between: z
          .tuple([localTimeSchema, localTimeSchema])
          .optional()
          .meta({ description: 'From the first time to just before the second; may go over midnight.' }),
        on: z.array(weekdaySchema).min(1).optional().meta({ description: 'On these days of the week.' }),
        countries: z
          .array(z.string().regex(/^[A-Z]{2}$/, { error: 'must be a country code such as "FR"' }))
          .min(1)
          .optional()
          .meta({ description: 'Only for customers of these countries, such as ["FR", "BE"].' }),
      })
      .refine(({ between, on }) => between !== undefined || on !== undefined, {
        error: 'must have "between", "on" or both',
      })
      .refine(({ between, on }) => between !== undefined || new Set(on).size < 7, {
        error: 'leaves no time at all',
      })
      .meta({ id: 'QuietRule', description: 'A quiet part of the day or week, where the customer is.' }),
  )
  .min(1)

const couponPoolSchema = z
  .strictObject({
    description: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'For people: what the codes give.' }),
    until: z.iso.date({ error: 'must be a day such as "2026-12-31"' }).optional().meta({
      description:
        'The last day on which the shop takes the codes; audits tell a week before. Nothing else goes by it.',
    }),
  })
  .meta({
    id: 'CouponPool',
    description: 'A pool of unique codes; `triggerfish coupons import POOL FILE` fills it.',
  })

const topicsSchema = z.record(
  topicSchema,
  z
    .strictObject({
      name: z.string().min(1).max(100).meta({ description: 'What customers see, such as "Newsletter".' }),
      description: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .meta({ description: 'What they get and how often, in a sentence.' }),
    })
    .meta({ id: 'Topic', description: 'Something customers may want or not want by a channel.' }),
)

const consentSchema = z
  .strictObject({
    doubleOptIn: z.array(channelSchema).min(1).optional().meta({
      description:
        'Channels on which a yes counts only once it is confirmed: a `consent_changed` whose `method` is not "double" becomes a `consent_requested`.',
    }),
  })
  .meta({ id: 'ConsentSettings', description: 'How consent is taken.' })

export const settingsSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'Gives editors completion and checks: "./schema/settings.schema.json".' }),
    brand: brandSchema,
    brands: brandsSchema.optional().meta({
      description: 'Other brands of the company, by name: journeys name the one they speak for as `brand`.',
    }),
    senders: z
      .strictObject({ email: emailSenderSchema })
      .meta({ id: 'Senders', description: 'Who messages come from.' }),
    currency: currencySchema.meta({ description: 'The currency reports speak, such as "EUR".' }),
    timeZone: timeZoneSchema.default('UTC').meta({
      description:
        'The IANA time zone of the shop, such as "Europe/Berlin"; also that of customers whose own nobody knows.',
    }),
    locale: localeSchema.default('en').meta({
      description:
        'The language of templates without one in their name, such as "en" or "de-AT"; customers read theirs as the attribute `locale`.',
    }),
    sms: smsSchema.optional(),
    caps: z
      .strictObject({
        global: capSchema.optional().meta({ description: 'Marketing in all channels together.' }),
        email: capSchema.optional().meta({ description: 'Marketing by email.' }),
        sms: capSchema.optional().meta({ description: 'Marketing by SMS.' }),
        onsite: capSchema.optional().meta({ description: 'Marketing on the site.' }),
        audience: capSchema.optional().meta({
          description:
            'How often one customer is added to audiences; the caps on messages do not concern that.',
        }),
        transactional: capSchema
          .optional()
          .meta({ description: 'Transactional messages; the caps above do not concern them.' }),
      })
      .default({})
      .meta({ id: 'Caps', description: 'How many messages one customer gets of all journeys together.' }),
    quietHours: z
      .strictObject({
        email: quietRules.optional().meta({ description: 'For email.' }),
        sms: quietRules.optional().meta({ description: 'For SMS, besides what the law of the place says.' }),
        onsite: quietRules.optional().meta({ description: 'For messages on the site.' }),
      })
      .optional()
      .meta({
        id: 'QuietHours',
        description:
          'When no marketing goes out. What the law says about SMS always holds (United States and some of its states, France); this adds to it.',
      }),
    topics: topicsSchema.optional().meta({
      description:
        'What customers may want or not want by a channel, by name, such as "newsletter": send steps and conditions name it.',
    }),
    consent: consentSchema.optional(),
    testers: z.array(z.string().min(1)).optional().meta({
      description:
        'Test customers, by email address or phone number, for journeys with `testersOnly`. A customer whose attribute `tester` is true is one too.',
    }),
    webhooks: z
      .record(nameSchema, endpointSchema)
      .optional()
      .meta({ description: 'Where `webhook` steps and teams are called, by name.' }),
    audiences: z
      .record(nameSchema, audienceSchema)
      .optional()
      .meta({ description: 'The lists of ad platforms that `audience` steps fill, by name.' }),
    teams: z
      .record(nameSchema, teamSchema)
      .optional()
      .meta({ description: 'Who `task` steps give something to do, by name.' }),
    coupons: z
      .record(z.string().min(1), couponPoolSchema)
      .optional()
      .meta({ description: 'The pools `coupon` steps take codes from, by name.' }),
    catalog: catalogSettingsSchema.optional().meta({
      description: 'How fresh feeds must be, what becomes of what is sold out, what goes with what.',
    }),
    holdout: globalHoldoutSchema.optional(),
    reports: reportsSchema.optional(),
    retention: retentionSchema.optional(),
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
