// Sorts what went wrong with an SMS. Twilio has no idempotency key, so whatever may have reached it is `unknown`.
import type { SendResult } from '../sender.js'

/** About the number itself: no other message, and no other sender, would get there. */
const deadNumbers: ReadonlyMap<number, 'opt_out' | 'hard_bounce'> = new Map([
  [21610, 'opt_out'], // the recipient has replied STOP
  [21211, 'hard_bounce'], // no valid number
  [21214, 'hard_bounce'], // cannot be reached by SMS
  [21217, 'hard_bounce'], // no valid number
  [21614, 'hard_bounce'], // no mobile number
  [21635, 'hard_bounce'], // a landline
])

/** About the account or the sending number: the same for every message until somebody has repaired it, or room is free. */
const ofSender: ReadonlySet<number> = new Set([
  14107, // too many messages a second
  20003, // wrong token
  20005, // the account is not active
  20429, // too many requests
  21408, // the account may not send to this country
  21603, // no sending number
  21606, // the sending number cannot send SMS
  21609, // our address for reports is none
  21611, // the sending number has too many waiting
  21612, // no way from the sending number to there
  21659, // no number of Twilio's
  21660, // another account's number
  21701, // no such messaging service
  21703, // a messaging service without a number
  30001, // too many waiting
  63038, // the account's messages of the day are used up
])

/** The request never got to a server that could have understood it: no address, no connection, no trust. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

export interface TwilioAnswer {
  readonly status: number
  /** Twilio's own error number. */
  readonly code?: number | undefined
  /** The header, in seconds; as the HTTP date form it is ignored. */
  readonly retryAfter?: string | undefined
}

export function classifyTwilioAnswer({ status, code, retryAfter }: TwilioAnswer): SendResult {
  const reason = code === undefined ? `twilio ${status}` : `twilio ${status} ${code}`
  if (status >= 500) return { kind: 'unknown', reason }
  const suppress = deadNumbers.get(code ?? 0)
  if (suppress) return { kind: 'give_up', reason, suppress }
  if (isOfSender(status, code)) return { kind: 'retry', reason, about: 'sender', ...pauseOf(retryAfter) }
  return { kind: 'give_up', reason }
}

/** A token, an account or an address that is wrong is ours to repair, not the message's fault; so is where a redirect comes from. */
const isOfSender = (status: number, code: number | undefined): boolean =>
  status !== 400 || ofSender.has(code ?? 0)

export function classifyTwilioError(code: string | undefined): SendResult {
  const reason = `twilio ${(code ?? 'failed').toLowerCase()}`
  return neverConnected.has(code ?? '')
    ? { kind: 'retry', reason, about: 'sender' }
    : { kind: 'unknown', reason }
}

const pauseOf = (retryAfter = ''): { afterMs?: number } =>
  /^\d{1,6}$/.test(retryAfter) ? { afterMs: Number(retryAfter) * 1_000 } : {}
