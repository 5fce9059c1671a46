// One attempt of a call: whom it goes to, by which way, and what came of it. Writes nothing but the mark of a mail.
import type { Settings } from '../../journeys/definition/settings-schema.js'
import type { Logger } from '../../platform/logger.js'
import type { OutgoingEmail, Sender, SendResult } from '../sender.js'
import { bodyOf, type ClaimedCall, receiverOf, type WebhookReceiver } from './call.js'
import { type CallResult, retryAfterMs } from './call-schedule.js'
import type { Answer, NoAnswer, Poster } from './post-call.js'
import { signedHeaders } from './sign-call.js'
import { composeTeamMail } from './team-mail.js'

export interface CallTools {
  readonly poster: Poster
  /** The secret the environment holds under that name. */
  readonly secretOf: (name: string) => string | undefined
  /** null: no mail server is set up. */
  readonly email: Sender<OutgoingEmail> | null
  readonly markMail: (call: ClaimedCall) => Promise<boolean>
  readonly logger: Logger
}

export interface Made {
  readonly result: CallResult
  /** Of a webhook. */
  readonly answer: Answer | null
  /** It said that it is gone (410): nobody is to call it again. */
  readonly gone: WebhookReceiver | null
}

/** What holds at the moment. */
export interface Present {
  readonly settings: Settings
  /** Addresses of webhooks that are not to be called, by name. */
  readonly disabled: ReadonlyMap<string, string>
}

export async function makeCall(
  tools: CallTools,
  call: ClaimedCall,
  { settings, disabled }: Present,
  stop: AbortSignal,
): Promise<Made> {
  if (!call.customer) return without(failed('customer_gone'))
  const receiver = receiverOf(call, settings)
  if (!receiver) return without(failed('target_missing'))
  if ('email' in receiver) return without(await mail(tools, call, receiver.email, settings))
  if (disabled.get(receiver.name) === receiver.url) return without(failed('endpoint_disabled'))
  const headers = headersOf(tools, call, receiver.secret)
  if (!headers) return without({ kind: 'retry', status: null, reason: 'secret_missing' })
  const answer = await tools.poster.post(receiver.url, headers, bodyOf(call), stop)
  if ('failure' in answer) return without(resultOfFailure(answer))
  const gone = answer.status === 410 ? receiver : null
  return { result: resultOfAnswer(answer, call.claimedAt), answer, gone }
}

const without = (result: CallResult): Made => ({ result, answer: null, gone: null })
const failed = (reason: string): CallResult => ({ kind: 'failed', status: null, reason })

/** null: it is to be signed, and the environment lacks the secret. Unsigned nothing may go there. */
function headersOf({ secretOf }: CallTools, call: ClaimedCall, name: string | null): object | null {
  const secret = name === null ? null : secretOf(name)
  return secret === undefined ? null : signedHeaders(call.id, call.claimedAt, bodyOf(call), secret)
}

/** Gone is gone (410); whatever else is not 2xx, redirects too, may be mended on the other side. */
export function resultOfAnswer({ status, retryAfter, body }: Answer, now: Date): CallResult {
  if (status >= 200 && status <= 299)
    return { kind: 'done', status, reason: body === null ? 'answer_unread' : null }
  if (status === 410) return { kind: 'failed', status, reason: 'http_410' }
  const afterMs = retryAfterMs(retryAfter, now)
  return { kind: 'retry', status, reason: `http_${status}`, ...(afterMs !== undefined && { afterMs }) }
}

/** A refused address is told at once: to repeat it for days would only hide it. */
const resultOfFailure = ({ failure }: NoAnswer): CallResult =>
  failure === 'private_address' ? failed(failure) : { kind: 'retry', status: null, reason: failure }

async function mail(
  tools: CallTools,
  call: ClaimedCall,
  to: string,
  settings: Settings,
): Promise<CallResult> {
  if (!tools.email) return { kind: 'retry', status: null, reason: 'email_not_set_up' }
  return resultOfMail(await guarded(tools, tools.email, call, composeTeamMail(call, to, settings)))
}

/** A sender that breaks its promise and throws: sure is only whether the mark was ever given. */
async function guarded(
  { markMail, logger }: CallTools,
  sender: Sender<OutgoingEmail>,
  call: ClaimedCall,
  message: OutgoingEmail,
): Promise<SendResult> {
  let marked = false
  try {
    return await sender.send(message, async () => {
      marked = await markMail(call)
      return marked
    })
  } catch (error) {
    logger.error({ callId: call.id, err: error }, 'the sender threw; that is a bug in it')
    return marked ? { kind: 'unknown', reason: 'sender failed' } : { kind: 'retry', reason: 'sender failed' }
  }
}

/** At most once, as every mail: one that may have arrived is not sent again. */
function resultOfMail(sent: SendResult): CallResult {
  switch (sent.kind) {
    case 'sent':
      return { kind: 'done', status: null, reason: null }
    case 'retry':
    case 'defer':
      return {
        kind: 'retry',
        status: null,
        reason: sent.reason,
        ...(sent.afterMs && { afterMs: sent.afterMs }),
      }
    case 'give_up':
      return failed(sent.reason)
    case 'unknown':
      return failed('unknown')
    case 'not_sent':
      return { kind: 'lost' }
  }
}
