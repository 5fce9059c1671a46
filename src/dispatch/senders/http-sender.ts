// Any provider with an HTTP interface, as senders.json describes it. One message, one request; it is made again only where
// the provider knows a repetition by its key, and then at once: a later try might go by another sender.

import type { Answers } from '../../journeys/definition/http-sender-schema.js'
import type { Channel } from '../../model/channel.js'
import { type Answer, guardedAsker, type NoAnswer } from '../../platform/guarded-request.js'
import type { Sender, SendResult } from '../sender.js'
import { type BodyTemplate, fillBody, type Words } from './http-body.js'
import { classifyHttp } from './http-classify.js'

export interface HttpOptions extends BodyTemplate {
  readonly url: string
  readonly method?: 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly answers?: Answers
  /** The header that makes a repetition harmless; it gets the message's id. */
  readonly idempotencyHeader?: string | undefined
  readonly timeoutMs?: number
  /** Also private addresses, and http:// to others than this machine: for stand-ins. */
  readonly allowPrivate?: boolean
  /** Before a request is repeated. */
  readonly repeatAfterMs?: number
}

const repeats = 2

export function httpSender<M extends { readonly id: string }>(
  channel: Channel,
  options: HttpOptions,
  valuesOf: (message: M) => Words,
): Sender<M> {
  const { url, method = 'POST', answers = {}, idempotencyHeader, timeoutMs = 30_000 } = options
  const ask = guardedAsker({ allowPrivate: options.allowPrivate ?? false, timeoutMs })
  const stop = new AbortController()
  const request = (message: M): Promise<Answer | NoAnswer> => {
    const { type, text } = fillBody(options, valuesOf(message))
    const key = idempotencyHeader === undefined ? {} : { [idempotencyHeader]: message.id }
    const headers = { accept: 'application/json', ...options.headers, 'content-type': type, ...key }
    return ask({ method, url, headers, body: text, stop: stop.signal })
  }
  const send = async (message: M): Promise<SendResult> => {
    let result = classifyHttp(await request(message), answers)
    for (let n = 1; idempotencyHeader !== undefined && result.kind === 'unknown' && n <= repeats; n++) {
      if (!(await pause((options.repeatAfterMs ?? 1_000) * n, stop.signal))) break
      result = afterUnknown(classifyHttp(await request(message), answers), result)
    }
    return result
  }
  return {
    channel,
    send: async (message, markOnWire) => {
      if (stop.signal.aborted) return { kind: 'retry', reason: 'http closed' }
      const mark = await markOnWire().catch(() => null)
      if (mark === null) return { kind: 'retry', reason: 'mark failed', about: 'message' }
      return mark ? send(message) : { kind: 'not_sent' }
    },
    close: async () => stop.abort(),
  }
}

/** "Not taken" said of the repetition says nothing of the first request; only "I have it" settles both. */
const afterUnknown = (again: SendResult, first: SendResult): SendResult =>
  again.kind === 'sent'
    ? again
    : { ...first, kind: 'unknown', reason: reasonOf(again) ?? reasonOf(first) ?? 'http' }

const reasonOf = (result: SendResult): string | undefined => ('reason' in result ? result.reason : undefined)

/** False: stopped meanwhile. */
function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  return new Promise(done => {
    const end = (): void => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      done(!stop.aborted)
    }
    const timer = setTimeout(end, ms)
    stop.addEventListener('abort', end, { once: true })
    if (stop.aborted) end()
  })
}
