// The engine role: takes events from their queue and due timers from the database, in batches, until it is closed.
// Whatever goes wrong here is repeated or set aside; nothing is dropped.
import { isPassing } from '../db/errors.js'
import { inTransaction } from '../db/index.js'
import type { Event } from '../model/event.js'
import { coalesce } from '../platform/coalesce.js'
import { eventsQueue } from '../queues.js'
import { announce } from './announce.js'
import { countBatch, countEvents } from './count.js'
import { setEventsAside } from './event-store.js'
import { pauseFor } from './pause-for.js'
import { defaultMaxBatch, type PipelineOptions } from './pipeline-options.js'
import { processEvents } from './process-events.js'
import { runTimers } from './run-timers.js'
import { runWatches } from './run-watches.js'

export interface Pipeline {
  /** Takes nothing more, finishes the batches in hand. */
  close(): Promise<void>
}

export function startPipeline(options: PipelineOptions): Pipeline {
  const { broker, maxBatch = defaultMaxBatch } = options
  const stop = new AbortController()
  // One batch at a time per shard keeps the events of a customer in the order they came.
  const shards = Array.from({ length: eventsQueue.shards }, () =>
    coalesce<readonly Event[], void>({
      run: async lists => await runEvents(options, lists.flat(), stop.signal),
      maxItems: maxBatch,
      weigh: events => events.length,
    }),
  )
  const consumer = broker.consume(eventsQueue, ({ events }, { shard }) => shards[shard]!(events))
  const loops = [runTimers(options, stop.signal), runWatches(options, stop.signal)]
  return {
    close: async () => {
      stop.abort()
      await Promise.all([consumer.close(), ...loops])
    },
  }
}

/** Repeats a batch for as long as PostgreSQL is away or busy: its jobs stay in Redis meanwhile. */
async function runEvents(
  options: PipelineOptions,
  events: readonly Event[],
  stop: AbortSignal,
): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await runBatch(options, events)
      return
    } catch (error) {
      if (!isPassing(error) || stop.aborted) throw error
      options.logger.warn({ err: error, events: events.length }, 'the database is away or busy: events wait')
      await pauseFor(tries, stop)
    }
  }
}

/** A batch that cannot be done for what is in it is halved until the culprit stands alone, and is set aside (I11). */
async function runBatch(options: PipelineOptions, events: readonly Event[]): Promise<void> {
  const { db, journeysOf, logger, metrics } = options
  const started = performance.now()
  try {
    const result = await inTransaction(db, trx => processEvents(trx, journeysOf, events))
    countBatch(metrics, events.length, (performance.now() - started) / 1000, result)
    countEvents(metrics, result)
    await announce(options, result)
  } catch (error) {
    if (isPassing(error)) throw error
    const [only, ...others] = events
    if (only && others.length === 0) {
      logger.error({ err: error, source: only.source, eventId: only.id }, 'event set aside')
      await setEventsAside(db, [
        { event: only, reason: error instanceof Error ? error.message : String(error) },
      ])
      metrics.eventsFailed.inc()
      return
    }
    const middle = Math.ceil(events.length / 2)
    await runBatch(options, events.slice(0, middle))
    await runBatch(options, events.slice(middle))
  }
}
