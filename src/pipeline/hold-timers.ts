// After an outage the events and webhooks that were accepted meanwhile wait in Redis, and timers that have come due wait
// beside them. The events go first: among them may be the order that takes a reminder back (I6).
import { type Clock, systemClock } from '../platform/clock.js'
import type { Broker } from '../platform/queue/index.js'
import { eventsQueue, webhooksQueue } from '../queues.js'

/** Real time. An event waits for milliseconds in quiet times; what waits for longer is a backlog. */
const backlogMs = 2_000
/** Timers are late then, but whoever waits for a reminder should get it before the week is over. */
const longestHoldMs = 5 * 60_000

/** Answers, each time it is asked, whether timers should wait. Redis away: nobody knows of a backlog, so they do not. */
export function timerHold(broker: Pick<Broker, 'oldest'>, real: Clock = systemClock): () => Promise<boolean> {
  let since: number | null = null
  return async () => {
    const oldest = await oldestOf(broker).catch(() => Infinity)
    const now = real.now().getTime()
    if (now - oldest < backlogMs) {
      since = null
      return false
    }
    since ??= now
    return now - since < longestHoldMs
  }
}

/** Infinity: nothing waits. What becomes of a webhook is an event of the moment for its queue, however long it has waited. */
async function oldestOf(broker: Pick<Broker, 'oldest'>): Promise<number> {
  const times = await Promise.all([eventsQueue, webhooksQueue].map(queue => broker.oldest(queue)))
  return Math.min(...times.map(time => time?.getTime() ?? Infinity))
}
