// Timers that have come due wait while events, webhooks or reports do: among those may be the order or the opt-out that takes
// a reminder back (I6), or the click that was waited for.
import type { Clock } from '../platform/clock.js'
import { type Broker, backlogHold } from '../platform/queue/index.js'
import { eventsQueue, reportsQueue, webhooksQueue } from '../queues.js'

/** Whoever waits for a reminder should get it before the week is over. */
const longestHoldMs = 5 * 60_000

/** Answers, each time it is asked, whether timers should wait. Redis away: nobody knows of a backlog, so they do not. */
export const timerHold = (broker: Pick<Broker, 'oldest'>, real?: Clock): (() => Promise<boolean>) =>
  backlogHold({
    broker,
    queues: [eventsQueue, webhooksQueue, reportsQueue],
    longestHoldMs,
    ...(real && { real }),
  })
