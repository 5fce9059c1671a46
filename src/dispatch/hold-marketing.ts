// Marketing that is queued already waits while events, webhooks or reports do: among those may be the order or the opt-out
// that takes it back (I6). What belongs to an order waits for nothing.
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../platform/clock.js'
import { type Broker, backlogHold } from '../platform/queue/index.js'
import { eventsQueue, reportsQueue, webhooksQueue } from '../queues.js'

const longestHoldMs = 15 * 60_000

export interface HoldOptions {
  readonly real?: Clock
  /** One question serves all hand-overs of the process for so long. */
  readonly askEveryMs?: number
  readonly lookEveryMs?: number
}

/** Resolves when there is nothing to wait for, or when told to stop. */
export function marketingHold(
  broker: Pick<Broker, 'oldest'>,
  { real, askEveryMs = 1_000, lookEveryMs = 200 }: HoldOptions = {},
): (stop: AbortSignal) => Promise<void> {
  const queues = [eventsQueue, webhooksQueue, reportsQueue]
  const ask = backlogHold({ broker, queues, longestHoldMs, ...(real && { real }) })
  let answer: Promise<boolean> | undefined
  let askedAt = 0
  const mustWait = (): Promise<boolean> => {
    if (!answer || performance.now() - askedAt >= askEveryMs) {
      askedAt = performance.now()
      answer = ask()
    }
    return answer
  }
  return async stop => {
    while (!stop.aborted && (await mustWait()))
      await pause(lookEveryMs, undefined, { signal: stop }).catch(() => {})
  }
}
