// The one door for events: whatever enters (HTTP, imports, provider feedback) is on the queue when `accept` resolves.
import type { Event } from '../model/event.js'
import type { Broker } from '../platform/queue/index.js'
import { coalescedIntake, type Intake, shardedJobs } from '../platform/queue/index.js'
import { type EventsJob, eventsQueue, shardOf } from '../queues.js'

/** Per job: one batch of the pipeline, so that a job taken up twice costs one batch. */
const eventsPerJob = 500
const eventsPerWrite = 10_000
const eventsWaiting = 100_000

export type EventIntake = Intake<Event>

export function createEventIntake({ broker }: { broker: Pick<Broker, 'publish'> }): EventIntake {
  return coalescedIntake<Event, EventsJob>({
    broker,
    queue: eventsQueue,
    jobsOf: events => shardedJobs(events, eventsQueue.shards, event => shardOf(event.customer), portions),
    weigh: events => events.length,
    perWrite: eventsPerWrite,
    mostWaiting: eventsWaiting,
    what: 'events',
  })
}

function portions(events: readonly Event[]): EventsJob[] {
  const count = Math.ceil(events.length / eventsPerJob)
  return Array.from({ length: count }, (_, n) => ({
    events: events.slice(n * eventsPerJob, (n + 1) * eventsPerJob),
  }))
}
