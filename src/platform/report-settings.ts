// By what reports of providers are known to be theirs: the settings of those that post them, and nothing of the reports.
import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'

export interface ReportSettings {
  /** Any of them; two stand side by side while one replaces the other. Absent: SendGrid is not set up. */
  readonly sendgridKeys?: readonly KeyObject[]
  /** Absent: Amazon SES is not set up. */
  readonly sesTopicArns?: readonly string[]
  /** Absent: Postmark is not set up. */
  readonly postmark?: { readonly user: string; readonly password: string }
}

const partsOf = (text: string): string[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')

const arn = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/
const notKeys = 'must be a verification key as SendGrid shows it (base64), or two with a comma between'

export const reportSettings = {
  SENDGRID_WEBHOOK_KEY: z
    .string()
    .transform((text, context) => {
      try {
        return partsOf(text).map(sendgridKey)
      } catch {
        context.addIssue({ code: 'custom', message: notKeys })
        return z.NEVER
      }
    })
    .optional(),
  SES_TOPIC_ARN: z
    .string()
    .transform(partsOf)
    .refine(arns => arns.length > 0 && arns.every(text => arn.test(text)), {
      error:
        'must be the ARN of an SNS topic such as "arn:aws:sns:eu-west-1:123456789012:ses", or several with commas between',
    })
    .optional(),
  POSTMARK_WEBHOOK_USER: z
    .string()
    .refine(user => !user.includes(':'), { error: 'must not hold a colon' })
    .optional(),
  POSTMARK_WEBHOOK_PASSWORD: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
}

interface ReadSettings {
  readonly SENDGRID_WEBHOOK_KEY?: readonly KeyObject[] | undefined
  readonly SES_TOPIC_ARN?: readonly string[] | undefined
  readonly POSTMARK_WEBHOOK_USER?: string | undefined
  readonly POSTMARK_WEBHOOK_PASSWORD?: string | undefined
}

export const reportSettingsOf = (read: ReadSettings): ReportSettings => ({
  sendgridKeys: read.SENDGRID_WEBHOOK_KEY,
  sesTopicArns: read.SES_TOPIC_ARN,
  ...(read.POSTMARK_WEBHOOK_USER !== undefined &&
    read.POSTMARK_WEBHOOK_PASSWORD !== undefined && {
      postmark: { user: read.POSTMARK_WEBHOOK_USER, password: read.POSTMARK_WEBHOOK_PASSWORD },
    }),
})

/** Faults that no single setting has. */
export const reportFaults = (given: Readonly<Record<string, string | undefined>>): string[] =>
  (given.POSTMARK_WEBHOOK_USER === undefined) === (given.POSTMARK_WEBHOOK_PASSWORD === undefined)
    ? []
    : ['POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD must be set together']

/** Throws where the text is no such key: base64 of its DER, as SendGrid's console shows it. */
function sendgridKey(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a key of SendGrid')
  return key
}
