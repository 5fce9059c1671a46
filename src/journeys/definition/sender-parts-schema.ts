// What all entries of senders.json have in common: names, secrets, and how fast they may be used. Shape only.
import { z } from 'zod'
import { durationSchema } from '../../model/time.js'
import { nameSchema } from './name-schema.js'

export const variable = 'TRIGGERFISH_SENDER_[A-Z0-9_]+'
export const secretSchema = z.string().regex(new RegExp(`^\\$${variable}$`), {
  error:
    'must name an environment variable, such as "$TRIGGERFISH_SENDER_MAIN_PASSWORD", never a secret itself',
})

export const rateSchema = z
  .strictObject({
    max: z.int().positive().meta({ description: 'At most this many messages …' }),
    per: durationSchema.meta({ description: '… in any stretch of time as long as this, such as "1s".' }),
  })
  .meta({ id: 'Rate', description: 'How fast messages may go, all processes together.' })

export const warmUpSchema = z
  .strictObject({
    from: z.iso.date({ error: 'must be a day such as "2026-11-21"' }).meta({ description: 'The first day.' }),
    perDay: z.array(z.int().positive()).min(1).meta({
      description: 'Messages on the first day, the second, and so on; after the last one there is no limit.',
    }),
  })
  .meta({ id: 'WarmUp', description: 'A plan for an address or number that receivers do not know yet.' })

export const paced = {
  name: nameSchema.meta({ description: 'Shown with every message it took. Unique in the file.' }),
  rate: rateSchema.optional().meta({ description: 'The most that this sender takes.' }),
  warmUp: warmUpSchema.optional(),
}

export const domainsSchema = z
  .record(
    z.string().regex(/^(\*|([a-z0-9-]+\.)+[a-z0-9-]+)$/, {
      error: 'must be a domain in lower case such as "gmail.com", or "*" for all others',
    }),
    rateSchema,
  )
  .meta({
    description: 'How fast messages may go to the addresses of a domain; `*`: of each domain not named.',
  })

export type Rate = z.infer<typeof rateSchema>
export type WarmUp = z.infer<typeof warmUpSchema>
