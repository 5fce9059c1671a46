// What a hand-over's result makes of the message. Pure; the database adds the times.
import type { MessageChannel } from '../model/channel.js'
import type { SendResult } from './sender.js'

export const maxAttempts = 8
/** A message older than this is not worth sending any more: the cart it speaks of is history. */
export const maxAgeMs = 24 * 60 * 60_000
/** On the site a message waits until its customer comes, who may not come every day. */
const onsiteMaxAgeMs = 7 * maxAgeMs

export type MaxAges = Readonly<Record<MessageChannel, number>>
export const maxAges = (addressedMs: number): MaxAges => ({
  email: addressedMs,
  sms: addressedMs,
  onsite: onsiteMaxAgeMs,
})

const firstPauseMs = 30_000
const longestPauseMs = 60 * 60_000
const refusedPauseMs = 1_000

/** No sender was asked: the template wants not to be sent. */
export interface Skip {
  readonly kind: 'skip'
  readonly reason: string
}

export interface Settlement {
  readonly status: 'sent' | 'failed' | 'unknown' | 'queued' | 'skipped'
  readonly reason: string | null
  /** Until the next attempt; only when queued again. */
  readonly delayMs: number
  /** Whether it counts as one. */
  readonly attempted: boolean
  readonly sender: string | null
  readonly providerId: string | null
  /** Why the address is to be written to no more. */
  readonly suppress: 'hard_bounce' | 'opt_out' | null
}

/** Milliseconds to wait after the attempt with this number, counted from 0. */
export const backoffMs = (attempt: number): number => Math.min(firstPauseMs * 2 ** attempt, longestPauseMs)

/** As its provider names it; of what no name looks like, none: with a NUL in it nothing of a batch could be recorded. */
const storable = (id: string | null): string | null =>
  id !== null && /^[\x21-\x7e]{1,300}$/.test(id) ? id : null

/** Those that were put off together do not return together; never sooner than a provider asked for. */
const later = (ms: number, chance: number): number => ms * (1 + chance / 4)

/**
 * `attempts` is how many were made before this one; `chance`, from 0 to 1, spreads what is put off.
 */
export function settle(result: SendResult | Skip, attempts: number, chance = 0): Settlement {
  const nothing = {
    reason: null,
    delayMs: 0,
    attempted: true,
    sender: null,
    providerId: null,
    suppress: null,
  }
  switch (result.kind) {
    // If it is still held at all, the next claim says why it was refused; until then it would count against caps.
    case 'not_sent':
      return { ...nothing, status: 'queued', delayMs: refusedPauseMs, attempted: false }
    case 'sent':
      return {
        ...nothing,
        status: 'sent',
        providerId: storable(result.providerId),
        sender: result.sender ?? null,
      }
    case 'defer':
      return {
        ...nothing,
        status: 'queued',
        reason: result.reason,
        delayMs: result.afterMs,
        attempted: false,
      }
    case 'unknown':
      return { ...nothing, status: 'unknown', reason: result.reason, sender: result.sender ?? null }
    case 'skip':
      return { ...nothing, status: 'skipped', reason: result.reason, attempted: false }
    case 'give_up':
      return { ...nothing, status: 'failed', reason: result.reason, suppress: result.suppress ?? null }
    case 'retry':
      if (attempts + 1 >= maxAttempts)
        return { ...nothing, status: 'failed', reason: `gave_up: ${result.reason}` }
      return {
        ...nothing,
        status: 'queued',
        reason: result.reason,
        delayMs: later(result.afterMs ?? backoffMs(attempts), chance),
      }
  }
}
