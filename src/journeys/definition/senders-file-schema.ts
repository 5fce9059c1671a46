// senders.json: by whom email and SMS go out, in which order, and how fast. Shape only; holds no secret, only the names of
// the variables that do.
import { z } from 'zod'
import { httpEmailSchema, httpSmsSchema } from './http-sender-schema.js'
import { domainsSchema, paced, secretSchema, variable } from './sender-parts-schema.js'

export const hintedProviders = ['ses', 'sendgrid', 'postmark'] as const
export type HintedProvider = (typeof hintedProviders)[number]

const dkimSchema = z
  .strictObject({
    domain: z
      .string()
      .min(3, { error: 'must be a domain such as "shop.example"' })
      .meta({ description: 'The domain that signs (`d=`), such as "shop.example".' }),
    selector: z
      .string()
      .min(1)
      .meta({ description: 'Where its key stands in DNS (`s=`): SELECTOR._domainkey.DOMAIN.' }),
    key: secretSchema.meta({
      description: 'The variable with the private RSA key: PEM text, or the path of a file with it.',
    }),
  })
  .meta({ id: 'Dkim', description: 'Signs every mail, its headers for unsubscribing included.' })

export const smtpSenderSchema = z
  .strictObject({
    kind: z.literal('smtp'),
    ...paced,
    url: z
      .string()
      .regex(new RegExp(`^(\\$${variable}|smtps?://[^@\\s]+)$`), {
        error:
          'must be an address such as "smtp://mail.example:587" without user and password, or a variable with the whole of it, such as "$TRIGGERFISH_SENDER_MAIN_URL"',
      })
      .meta({
        description:
          'The mail server, `smtp://HOST:PORT` or `smtps://HOST`, or the variable with its address.',
      }),
    user: z.string().min(1).optional().meta({ description: 'To log in with.' }),
    password: secretSchema.optional().meta({ description: 'The variable with the password.' }),
    dkim: dkimSchema.optional(),
    domains: domainsSchema.optional(),
    provider: z.enum(hintedProviders).optional().meta({
      description:
        'Whose server it is, where its name does not tell: adds the header by which its reports name our message.',
    }),
    configurationSet: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be the name of a configuration set' })
      .optional()
      .meta({ description: 'Amazon SES: the configuration set, which says where reports go.' }),
    connections: z
      .int()
      .min(1)
      .max(100)
      .default(20)
      .meta({ description: 'At most so many at once, per process.' }),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'must have both "user" and "password", or neither',
  })
  .meta({ id: 'SmtpSender', description: 'A mail server.' })

const log = { kind: z.literal('log'), ...paced }

const logSchema = z
  .strictObject(log)
  .meta({ id: 'LogSender', description: 'For development: the log says what would be sent, and nothing is.' })

export const twilioSenderSchema = z
  .strictObject({
    kind: z.literal('twilio'),
    ...paced,
    accountSid: z.string().min(1).meta({ description: 'The account, `AC…`.' }),
    authToken: secretSchema.meta({ description: 'The variable with its token.' }),
    from: z.string().min(1).optional().meta({ description: 'The number or name SMS come from …' }),
    messagingServiceSid: z
      .string()
      .min(1)
      .optional()
      .meta({ description: '… or the messaging service that picks one.' }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({ description: "In place of Twilio's own address." }),
  })
  .refine(({ from, messagingServiceSid }) => (from === undefined) !== (messagingServiceSid === undefined), {
    error: 'must have either "from" or "messagingServiceSid"',
  })
  .meta({ id: 'TwilioSender', description: 'A Twilio account.' })

const emailSchema = z.discriminatedUnion('kind', [smtpSenderSchema, httpEmailSchema, logSchema])
const smsSchema = z.discriminatedUnion('kind', [twilioSenderSchema, httpSmsSchema, logSchema])

export const sendersFileSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'The JSON Schema for editors: "./schema/senders.schema.json".' }),
    email: z.array(emailSchema).min(1).optional().meta({
      description:
        'The first one is used, the others stand in for it, in this order. Without it: `SMTP_URL`.',
    }),
    sms: z
      .array(smsSchema)
      .min(1)
      .optional()
      .meta({ description: 'The same for SMS. Without it: the `TWILIO_…` settings.' }),
  })
  .meta({ id: 'Senders', description: 'Who sends email and SMS.' })

export type SmtpSenderEntry = z.infer<typeof smtpSenderSchema>
export type TwilioSenderEntry = z.infer<typeof twilioSenderSchema>
export type EmailSenderEntry = z.infer<typeof emailSchema>
export type SmsSenderEntry = z.infer<typeof smsSchema>
export type SendersFile = z.infer<typeof sendersFileSchema>
