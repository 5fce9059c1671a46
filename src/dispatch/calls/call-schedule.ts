// What the end of a call makes of it: done, again later, or failed. Pure; the database adds the times.

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Pauses before each attempt, as Standard Webhooks proposes them: some three days, with a tenth and last attempt. */
const pausesMs = [
  0,
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]
export const maxCallAttempts = pausesMs.length
/** A receiver may ask for a longer pause than is due, within reason. */
const longestPauseMs = 24 * hour

/** `reason` is stable, short and free of personal data. `status`: of the HTTP answer, if there was one. */
export type CallResult =
  | { readonly kind: 'done'; readonly status: number | null; readonly reason: string | null }
  | {
      readonly kind: 'retry'
      readonly status: number | null
      readonly reason: string
      readonly afterMs?: number
    }
  | { readonly kind: 'failed'; readonly status: number | null; readonly reason: string }
  /** It was taken from us before anything left. */
  | { readonly kind: 'lost' }

export interface CallSettlement {
  readonly status: 'done' | 'failed' | 'queued'
  readonly reason: string | null
  readonly responseStatus: number | null
  /** Until the next attempt; only when queued again. */
  readonly delayMs: number
}

/** `attempts` is how many were made before this one. Null when there is nothing to record. */
export function settleCall(result: CallResult, attempts: number): CallSettlement | null {
  if (result.kind === 'lost') return null
  const { status: responseStatus, reason } = result
  if (result.kind !== 'retry') return { status: result.kind, reason, responseStatus, delayMs: 0 }
  const pauseMs = pausesMs[attempts + 1]
  if (pauseMs === undefined)
    return { status: 'failed', reason: `gave_up: ${reason}`, responseStatus, delayMs: 0 }
  const delayMs = Math.min(Math.max(pauseMs, result.afterMs ?? 0), longestPauseMs)
  return { status: 'queued', reason, responseStatus, delayMs }
}

/** Milliseconds a `Retry-After` asks for, given as seconds or as a date. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * second : Date.parse(header) - now.getTime()
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
