// Whom webhook and task steps call: shape only. The calling is dispatch's.
import { z } from 'zod'
import { nameSchema } from './name-schema.js'

export const endpointSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).meta({ description: 'The address that is called, by POST.' }),
    secret: z
      .string()
      .regex(/^TRIGGERFISH_SECRET_[A-Z0-9_]+$/, {
        error: 'must be the name of an environment variable, such as "TRIGGERFISH_SECRET_CRM"',
      })
      .optional()
      .meta({
        description:
          'The environment variable with the secret calls are signed with, such as `TRIGGERFISH_SECRET_CRM` (Standard Webhooks, `whsec_…`). Never the secret itself.',
      }),
  })
  .meta({ id: 'Endpoint', description: 'A webhook.' })

export const teamSchema = z
  .strictObject({
    email: z.email().optional().meta({ description: 'The address tasks are mailed to.' }),
    webhook: nameSchema.optional().meta({ description: 'Or a name of `webhooks`, which is called.' }),
  })
  .refine(({ email, webhook }) => (email === undefined) !== (webhook === undefined), {
    error: 'must have either "email" or "webhook"',
  })
  .meta({ id: 'Team', description: 'People of the shop.' })
