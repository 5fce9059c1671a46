// The doors of providers, described: each post is in the provider's own format, and known to be its own by its own means.
import { z } from 'zod'
import {
  type Content,
  type DescribedArea,
  type DescribedRoute,
  databaseProblems,
  type ProblemCodes,
  queueProblems,
  rawBodyProblems,
} from '../../platform/openapi/index.js'
import { twilioPath } from './twilio/status-url.js'

const accepted: Content = { 'application/json': z.object({ accepted: z.int() }) }
const twiml: Content = { 'text/xml': null }
const form: Content = { 'application/x-www-form-urlencoded': null }
const json: Content = { 'application/json': null }

const door = (
  route: Pick<DescribedRoute, 'path' | 'name' | 'summary' | 'description' | 'params'>,
  { body = json, answer = accepted, problems = signature }: Partial<Formats> = {},
): DescribedRoute => ({
  method: 'post',
  ...route,
  body,
  answers: { 200: { description: 'What it reports is stored.', content: answer } },
  problems: [
    rawBodyProblems,
    { 400: ['report_not_understood'], 404: ['provider_not_set_up'] },
    problems,
    queueProblems,
  ],
})

interface Formats {
  readonly body: Content
  readonly answer: Content
  readonly problems: ProblemCodes
}

const signature: ProblemCodes = { 400: ['signature_missing'], 403: ['signature_invalid'] }
const amazon: ProblemCodes = {
  ...signature,
  403: ['signature_invalid', 'topic_unknown'],
  503: ['certificate_unavailable', 'subscription_unconfirmed'],
}
const credentials: ProblemCodes = {
  401: ['credentials_missing', 'credentials_invalid'],
  // Mails to the unsubscribe mailbox are read with keys that PostgreSQL holds.
  ...databaseProblems,
}
const twilio = { body: form, answer: twiml }
const byTwilio = 'No key: `X-Twilio-Signature` is made with the auth token of the account.'

export const providersApi: DescribedArea = {
  tag: 'Reports of providers',
  description: 'What providers say of messages. Role `ingest`; goes on while PostgreSQL is away.',
  routes: [
    door({
      path: '/v1/providers/sendgrid/events',
      name: 'postSendgridReports',
      summary: 'What SendGrid reports of mails',
      description:
        'No key: `X-Twilio-Email-Event-Webhook-Signature` is verified with `SENDGRID_WEBHOOK_KEY`.',
    }),
    door(
      {
        path: '/v1/providers/ses/events',
        name: 'postSesReports',
        summary: 'What Amazon SES reports of mails, by Amazon SNS',
        description:
          'No key: the signature of Amazon SNS is verified, and its topic is one of `SES_TOPIC_ARN`.',
      },
      { problems: amazon, body: { 'text/plain': null } },
    ),
    door(
      {
        path: '/v1/providers/postmark/events',
        name: 'postPostmarkReports',
        summary: 'What Postmark reports of mails, and mails it has received',
        description:
          'No key: the user and password in the address of the webhook are those of `POSTMARK_WEBHOOK_USER` and `POSTMARK_WEBHOOK_PASSWORD`.',
      },
      { problems: credentials },
    ),
    door(
      {
        path: `${twilioPath}/status/:messageId`,
        name: 'postTwilioStatus',
        summary: 'What Twilio says of one of our SMS',
        description: byTwilio,
        params: { messageId: z.uuid().meta({ description: 'The message.' }) },
      },
      twilio,
    ),
    door(
      {
        path: `${twilioPath}/inbound`,
        name: 'postTwilioInbound',
        summary: 'What customers answer by SMS',
        description: byTwilio,
      },
      twilio,
    ),
  ],
}
