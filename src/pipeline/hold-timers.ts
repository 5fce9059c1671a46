// After an outage the events that were accepted meanwhile wait in Redis, and timers that have come due wait beside them.
// The events go first: among them may be the order that takes a reminder back (I6).
import { type Clock, systemClock } from '../platform/clock.js'
import type { Broker } from '../platform/queue/index.js'
import { eventsQueue } from '../queues.js'

/** Real time. An event waits for milliseconds in quiet times; what waits for longer is a backlog. */
const backlogMs = 2_000
/** Timers are late then, but whoever waits for a reminder should get it before the week is over. */
const longestHoldMs = 5 * 60_000

/** Answers, each time it is asked, whether timers should wait. Redis away: nobody knows of a backlog, so they do not. */
export function timerHold(broker: Pick<Broker, 'oldest'>, real: Clock = systemClock): () => Promise<boolean> {
  let since: number | null = null
  return async () => {
    const oldest = await broker.oldest(eventsQueue).catch(() => null)
    const now = real.now().getTime()
    if (oldest === null || now - oldest.getTime() < backlogMs) {
      since = null
      return false
    }
    since ??= now
    return now - since < longestHoldMs
  }
}
