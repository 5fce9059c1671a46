// The one door for events: whatever enters (HTTP, imports, provider feedback) is on the queue when `accept` resolves.
import type { Event } from '../model/event.js'
import { coalesce } from '../platform/coalesce.js'
import { type Broker, BrokerUnavailable, type NewJob } from '../platform/queue/index.js'
import { type EventsJob, eventsQueue, shardOf } from '../queues.js'

/** Per job: one batch of the pipeline, so that a job taken up twice costs one batch. */
const eventsPerJob = 500
/** Per write: what Redis takes in without keeping others waiting. */
const eventsPerWrite = 10_000
/** Beyond that memory is at stake, and an honest 503 is better than a slow one. */
const eventsWaiting = 100_000

export interface EventIntake {
  /**
   * Resolves when all events are on the queue. Rejects with `BrokerUnavailable` when any of them may not be; the caller
   * sends all of them again, and the pipeline recognises those that were stored by their id.
   */
  accept(events: readonly Event[]): Promise<void>
  /** Resolves when nothing is on its way any more. */
  drain(): Promise<void>
}

/** Callers at the same time share one write, and with it one flush of Redis's file. */
export function createEventIntake({ broker }: { broker: Pick<Broker, 'publish'> }): EventIntake {
  const write = coalesce<readonly Event[]>({
    run: batches => broker.publish(eventsQueue, jobsOf(batches.flat())),
    maxItems: eventsPerWrite,
    weigh: events => events.length,
  })
  return {
    async accept(events) {
      if (events.length === 0) return
      if (write.load > eventsWaiting) throw new BrokerUnavailable('too many events are waiting to be written')
      await write(events)
    },
    drain: write.drain,
  }
}

function jobsOf(events: readonly Event[]): NewJob<EventsJob>[] {
  const byShard = Array.from({ length: eventsQueue.shards }, (): Event[] => [])
  for (const event of events) byShard[shardOf(event.customer)]?.push(event)
  return byShard.flatMap((list, shard) =>
    portions(list).map(portion => ({ payload: { events: portion }, shard })),
  )
}

function portions(events: readonly Event[]): Event[][] {
  const count = Math.ceil(events.length / eventsPerJob)
  return Array.from({ length: count }, (_, n) => events.slice(n * eventsPerJob, (n + 1) * eventsPerJob))
}
