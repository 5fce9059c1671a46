// Sorts the answers of a provider with an HTTP interface, by what senders.json says of them. What is neither said there nor
// beyond doubt is `unknown`: only a definite "no" may be tried again. Pure.

import type { Answers, Status } from '../../journeys/definition/http-sender-schema.js'
import { isObject, type JsonValue, parsePath, readPath } from '../../model/json.js'
import type { Answer, NoAnswer } from '../../platform/guarded-request.js'
import type { SendResult } from '../sender.js'

/** About us (key, address of the interface, how fast we are): the same for every message, whatever class is named. */
const aboutUs = [401, 403, 404, 405, 407, 429]
const usual = { sent: ['2xx'], giveUp: [400, 413, 422] } as const
const longestPauseMs = 24 * 60 * 60_000

export function classifyHttp(answer: Answer | NoAnswer, answers: Answers): SendResult {
  if ('failure' in answer) {
    const reason = `http ${answer.failure}`
    return answer.neverSent ? { kind: 'retry', reason, about: 'sender' } : { kind: 'unknown', reason }
  }
  return byCode(answer, answers) ?? byStatus(answer, answers)
}

function byCode(answer: Answer, answers: Answers): SendResult | null {
  const { codes } = answers
  const body = bodyOf(answer)
  const code = codes && readPath(body, parsePath(codes.path))
  if (!codes || code === undefined || code === null) return null
  const reason = `http ${answer.status} code ${short(code)}`
  const isOneOf = (list: readonly (number | string)[] = []): boolean =>
    list.some(one => String(one) === String(code))
  if (isOneOf(codes.hardBounce)) return { kind: 'give_up', reason, suppress: 'hard_bounce' }
  if (isOneOf(codes.optOut)) return { kind: 'give_up', reason, suppress: 'opt_out' }
  if (isOneOf(codes.retry)) return { kind: 'retry', reason, ...pauseOf(answer), about: 'message' }
  if (codes.sent && !isOneOf(codes.sent) && meaningOf(answer.status, answers) === 'sent')
    return { kind: 'give_up', reason }
  return null
}

function byStatus(answer: Answer, answers: Answers): SendResult {
  const reason = `http ${answer.status}`
  switch (meaningOf(answer.status, answers)) {
    case 'sent':
      return { kind: 'sent', providerId: idOf(answer, answers) }
    case 'retry':
      return { kind: 'retry', reason, ...pauseOf(answer), about: 'sender' }
    case 'give_up':
      return { kind: 'give_up', reason }
    case 'unknown':
      return { kind: 'unknown', reason }
  }
}

type Meaning = 'sent' | 'retry' | 'give_up' | 'unknown'

/** A status named by its number counts before all, a class of them after what is always about us. */
function meaningOf(status: number, { sent, retry, giveUp }: Answers): Meaning {
  const named = [
    ['sent', sent ?? usual.sent],
    ['retry', retry ?? []],
    ['give_up', giveUp ?? usual.giveUp],
  ] as const
  const among = (fits: (one: Status) => boolean): Meaning | undefined =>
    named.find(([, list]) => list.some(fits))?.[0]
  const byNumber = among(one => one === status)
  if (byNumber) return byNumber
  // Redirects are not followed: the address in the file is wrong.
  if (aboutUs.includes(status) || (status >= 300 && status < 400)) return 'retry'
  return among(one => one === `${Math.floor(status / 100)}xx`) ?? 'unknown'
}

function idOf(answer: Answer, { id, idHeader }: Answers): string | null {
  const header = idHeader === undefined ? undefined : answer.headers[idHeader.toLowerCase()]
  const value = typeof header === 'string' ? header : id && readPath(bodyOf(answer), parsePath(id))
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null
}

/** Retry-After in seconds, or as a time, which is counted from the answer's own Date. */
function pauseOf({ headers }: Answer): { afterMs?: number } {
  const given = headers['retry-after']
  if (given === undefined) return {}
  const pause = /^\d+$/.test(given)
    ? Number(given) * 1_000
    : Date.parse(given) - Date.parse(headers.date ?? '')
  return pause >= 0 ? { afterMs: Math.min(pause, longestPauseMs) } : {}
}

function bodyOf({ body }: Answer): unknown {
  try {
    return body === null ? null : JSON.parse(body)
  } catch {
    return null
  }
}

/** A code is stored and shown: one that is a sentence might repeat the address. */
const short = (code: JsonValue): string => {
  const text = isObject(code) || Array.isArray(code) ? '' : String(code)
  return /^[\w.-]{1,40}$/.test(text) ? text : 'of its own'
}
