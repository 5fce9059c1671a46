// Brings what waits to the server: after two seconds or twenty events, and when the page is left. An event stays in the
// queue until the server has answered; nothing is sent before the shopper has agreed.
import type { Batch, Queue } from './queue.js'

export interface Wire {
  /** Rejects when there is no answer. `retryAfter` in seconds, 0 where the server did not say. */
  post(body: string): Promise<{ readonly status: number; readonly retryAfter: number }>
  /** False when the browser would not take it. */
  beacon(body: string): boolean
  now(): number
  /** From 0 to 1. */
  chance(): number
  later(work: () => void, ms: number): unknown
  cancel(timer: unknown): void
  warn(text: string): void
}

export interface Sender {
  /** There is something new. */
  wake(): void
  /** At once, whatever went wrong before: the network is back. */
  retry(): void
  /** The page may never be seen again. */
  leave(): void
  /** Forgets what was going to happen. */
  stop(): void
}

const patienceMs = 2_000
const atOnce = 20
const longestPauseMs = 60_000

export function createSender(queue: Queue, wire: Wire, key: string): Sender {
  let timer: unknown
  let busy = false
  let failures = 0
  /** What a beacon took: it goes again with the next batch, for nobody knows whether it arrived, but not by a beacon. */
  const left = new Set<string>()

  const bodyOf = ({ text }: Batch): string =>
    `{"key":${JSON.stringify(key)},"sentAt":${wire.now()},"events":[${text}]}`

  function stop(): void {
    wire.cancel(timer)
    timer = undefined
  }

  function wait(ms: number): void {
    stop()
    timer = wire.later(() => {
      timer = undefined
      void flush()
    }, ms)
  }

  async function flush(): Promise<void> {
    if (busy) return
    stop()
    busy = true
    try {
      for (let batch = queue.next(wire.now()); batch; batch = queue.next(wire.now())) {
        const pause = await send(batch)
        if (pause) return wait(pause)
        queue.remove(batch.entries)
        for (const entry of batch.entries) left.delete(entry)
      }
    } finally {
      busy = false
    }
  }

  /** How long to wait before it is sent again; 0 when it is done with. */
  async function send(batch: Batch): Promise<number> {
    const { status, retryAfter } = await wire.post(bodyOf(batch)).catch(() => ({ status: 0, retryAfter: 0 }))
    if (status >= 200 && status < 500 && status !== 408 && status !== 429) {
      failures = 0
      if (status >= 300)
        wire.warn(
          `the server refused ${batch.entries.length} events with ${status}${status === 401 || status === 403 ? ': is data-key one of --scope script?' : ''}`,
        )
      return 0
    }
    const pause = Math.min(longestPauseMs, 1_000 * 2 ** failures++)
    return Math.max(pause * (0.5 + wire.chance() / 2), Math.min(retryAfter * 1_000, longestPauseMs))
  }

  return {
    wake() {
      if (failures === 0 && queue.count() >= atOnce) void flush()
      else if (timer === undefined && !busy) wait(patienceMs)
    },
    retry() {
      failures = 0
      void flush()
    },
    leave() {
      for (let batch = queue.next(wire.now(), left); batch; batch = queue.next(wire.now(), left)) {
        if (!wire.beacon(bodyOf(batch))) return
        for (const entry of batch.entries) left.add(entry)
      }
    },
    stop,
  }
}
