// The door for Amazon SES, which reports by Amazon SNS: its notifications, and its question whether we want them.
import { type Asker, guardedAsker } from '../../../platform/guarded-request.js'
import { unavailable } from '../../../platform/http/index.js'
import type { Logger } from '../../../platform/logger.js'
import { type Arrival, nothingRead, notUnderstood, type ProviderDoor, type ReadReports } from '../door.js'
import { readSes } from './read-ses.js'
import { certificateSource } from './sns-certificates.js'
import { envelopeIn, isSnsUrl, type SnsEnvelope } from './sns-envelope.js'
import { snsGuard } from './verify-sns.js'

export interface SesOptions {
  /** undefined: it is not set up. */
  readonly topicArns: readonly string[] | undefined
  readonly logger: Logger
  /** Default: the network, public addresses only. */
  readonly ask?: Asker
}

const timeoutMs = 5_000
const retryAfterSeconds = 30

export function sesDoor({
  topicArns,
  logger,
  ask = guardedAsker({ allowPrivate: false, timeoutMs }),
}: SesOptions): ProviderDoor {
  return {
    provider: 'ses',
    path: '/v1/providers/ses/events',
    guard: topicArns ? snsGuard(topicArns, certificateSource(ask)) : null,
    whatToDo: 'set SES_TOPIC_ARN to the ARN of the SNS topic that SES publishes to',
    read: readNotification,
    greet: async ({ raw }) => {
      const envelope = envelopeIn(raw)
      if (envelope.type === 'Notification') return false
      if (envelope.type === 'SubscriptionConfirmation') await confirm(envelope, ask)
      logger[envelope.type === 'SubscriptionConfirmation' ? 'info' : 'warn'](
        { topic: envelope.topicArn },
        envelope.type === 'SubscriptionConfirmation'
          ? 'subscribed to the reports of Amazon SES'
          : 'no longer subscribed to the reports of Amazon SES',
      )
      return true
    },
  }
}

function readNotification({ raw, receivedAt }: Arrival): ReadReports {
  const { message, messageId } = envelopeIn(raw)
  const id = /^[\w-]{1,100}$/.test(messageId) ? messageId : 'unnamed'
  let said: unknown
  try {
    said = JSON.parse(message)
  } catch {
    // SES says hello to a new topic in plain words.
    return { ...nothingRead, ignored: 1 }
  }
  return readSes(said, receivedAt, id)
}

/** Nobody is told where it leads: the address holds what subscribes. */
async function confirm({ subscribeUrl }: SnsEnvelope, ask: Asker): Promise<void> {
  if (!isSnsUrl(subscribeUrl)) throw notUnderstood('Its "SubscribeURL" must be an address of Amazon SNS.')
  const answer = await ask({ method: 'GET', url: subscribeUrl! })
  const failure =
    'failure' in answer ? answer.failure : answer.status === 200 ? null : `status ${answer.status}`
  if (failure !== null)
    throw unavailable(
      'subscription_unconfirmed',
      'The subscription could not be confirmed; send again',
      retryAfterSeconds,
      new Error(failure),
    )
}
