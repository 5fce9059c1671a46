// Posts the recording to the product as a storefront would: over HTTP, each event when its time has come.
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../platform/clock.js'
import type { PostedEvent } from './generate.js'

export interface ReplayOptions {
  readonly events: readonly PostedEvent[]
  /** Where the product listens. */
  readonly url: string
  readonly key: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onAccepted: (accepted: number) => void
}

const lookEveryMs = 40
const batchSize = 200

/** How many events the product accepted. Ends early when the signal says so. */
export async function replay(options: ReplayOptions): Promise<number> {
  const { events, clock, signal, onAccepted } = options
  let accepted = 0
  for (let next = 0; next < events.length && !signal.aborted; ) {
    const now = clock.now().toISOString()
    const due = events.slice(next, next + batchSize).filter(event => event.occurredAt <= now)
    if (due.length === 0) {
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined)
      continue
    }
    accepted += await post(options, due)
    next += due.length
    onAccepted(accepted)
  }
  return accepted
}

/** Posts until it is answered: a 503 says when to come again, and repeating an event does no harm. */
async function post({ url, key, signal }: ReplayOptions, events: readonly PostedEvent[]): Promise<number> {
  for (;;) {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    })
    if (response.status === 202) return ((await response.json()) as { accepted: number }).accepted
    if (response.status !== 503 || signal.aborted)
      throw new Error(`POST /v1/events answered ${response.status}: ${(await response.text()).slice(0, 500)}`)
    await response.body?.cancel()
    await pause(Number(response.headers.get('retry-after') ?? 1) * 1_000)
  }
}
