// Sorts what went wrong with an SMS. Twilio has no idempotency key, so whatever may have reached it is `unknown`.
import type { SendResult } from '../sender.js'

/** The recipient replied STOP. Never to be tried again. */
const optedOut = 21610

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
  if (status === 429) return { kind: 'retry', reason, ...pauseOf(retryAfter) }
  // Ours to repair (token, account), not the message's fault; a redirect means a wrong address of the service.
  if (status === 401 || status < 400) return { kind: 'retry', reason }
  return code === optedOut ? { kind: 'give_up', reason, suppress: 'opt_out' } : { kind: 'give_up', reason }
}

export function classifyTwilioError(code: string | undefined): SendResult {
  const reason = `twilio ${(code ?? 'failed').toLowerCase()}`
  return neverConnected.has(code ?? '') ? { kind: 'retry', reason } : { kind: 'unknown', reason }
}

function pauseOf(retryAfter: string | undefined): { afterMs?: number } {
  const seconds = Number(retryAfter)
  return retryAfter !== undefined && seconds >= 0 ? { afterMs: seconds * 1_000 } : {}
}
