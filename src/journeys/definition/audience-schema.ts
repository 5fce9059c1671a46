// Which list of an ad platform an audience is: shape only. Telling the platforms is dispatch's.
import { z } from 'zod'

export const adPlatforms = ['meta', 'google', 'custom'] as const

const digits = z
  .string()
  .regex(/^\d{1,20}$/, { error: 'must be the digits of the id, such as "23851234567890123"' })

const needed = {
  meta: ['id', 'token'],
  google: ['id', 'account', 'token'],
  custom: ['url'],
} as const

export const audienceSchema = z
  .strictObject({
    platform: z.enum(adPlatforms).meta({
      description:
        '"meta": Custom Audiences; "google": Customer Match by the Data Manager API; "custom": whoever takes what is posted to `url`.',
    }),
    id: digits.optional().meta({
      description: 'The id of the list there: of the Custom Audience, or of the user list. Not for "custom".',
    }),
    account: digits
      .optional()
      .meta({ description: 'Google: the customer id of the Ads account, without dashes.' }),
    loginAccount: digits.optional().meta({
      description: 'Google: the manager account whose access is used, where it is one.',
    }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description:
          'Custom: the address that is called. Otherwise another base than the platform’s own, such as "https://graph.facebook.com/v25.0".',
      }),
    token: z
      .string()
      .regex(/^TRIGGERFISH_AUDIENCE_[A-Z0-9_]+$/, {
        error: 'must be the name of an environment variable, such as "TRIGGERFISH_AUDIENCE_META"',
      })
      .optional()
      .meta({
        description:
          'The environment variable with the access token, such as `TRIGGERFISH_AUDIENCE_META`. Never the token itself.',
      }),
  })
  .superRefine(({ platform, ...rest }, context) => {
    for (const name of needed[platform])
      if (rest[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: `is needed for "${platform}"` })
  })
  .meta({ id: 'Audience', description: 'A list of customers on an ad platform.' })
export type Audience = z.infer<typeof audienceSchema>
