// After an outage what was accepted meanwhile waits in Redis, and other work waits beside it. Whoever should let it go
// first asks here, again and again. Knows nothing of what waits.
import { type Clock, systemClock } from '../clock.js'
import type { Broker, QueueName } from './contract.js'
import { lateMs } from './late.js'

export interface BacklogOptions {
  readonly broker: Pick<Broker, 'oldest'>
  readonly queues: readonly QueueName[]
  /** Other work is late then, but a queue that never empties must not end it. */
  readonly longestHoldMs: number
  readonly real?: Clock
}

/** Answers, each time it is asked, whether there is a backlog to wait for. Redis away: nobody knows of one. */
export function backlogHold(options: BacklogOptions): () => Promise<boolean> {
  const { longestHoldMs, real = systemClock } = options
  let since: number | null = null
  return async () => {
    const oldest = await oldestOf(options).catch(() => Infinity)
    const now = real.now().getTime()
    if (now - oldest < lateMs) {
      since = null
      return false
    }
    since ??= now
    return now - since < longestHoldMs
  }
}

/** Infinity: nothing waits. */
async function oldestOf({ broker, queues }: BacklogOptions): Promise<number> {
  const times = await Promise.all(queues.map(queue => broker.oldest(queue)))
  return Math.min(...times.map(time => time?.getTime() ?? Infinity))
}
