// The engine role: takes events from their queue and due timers from the database, in batches, until it is closed.
// Whatever goes wrong here is repeated or set aside; nothing is dropped.
import { setTimeout as pause } from 'node:timers/promises'
import { isPassing } from '../db/errors.js'
import { inTransaction, now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { postponeFirstTimer } from '../journeys/enrollment-store.js'
import type { Metrics } from '../metrics.js'
import type { Channel } from '../model/channel.js'
import type { Event } from '../model/event.js'
import { coalesce } from '../platform/coalesce.js'
import type { Logger } from '../platform/logger.js'
import type { Broker } from '../platform/queue/index.js'
import { eventsQueue, messageQueues } from '../queues.js'
import type { BatchResult } from './batch-result.js'
import { countBatch, countEvents } from './count.js'
import { setEventsAside } from './event-store.js'
import { timerHold } from './hold-timers.js'
import { type JourneySource, processEvents } from './process-events.js'
import { processTimers } from './process-timers.js'

export interface PipelineOptions {
  readonly db: Db
  readonly broker: Broker
  readonly journeysOf: JourneySource
  readonly logger: Logger
  readonly metrics: Metrics
  /** Real milliseconds between two looks for due timers when there were none. */
  readonly timerPollMs?: number
  readonly maxBatch?: number
}

export interface Pipeline {
  /** Takes nothing more, finishes the batches in hand. */
  close(): Promise<void>
}

/** Some hundred milliseconds of work: enough to share the cost of a transaction, and locks are still held briefly. */
const defaultMaxBatch = 1_000
const longestPauseMs = 5_000

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
  const timers = runTimers(options, stop.signal)
  return {
    close: async () => {
      stop.abort()
      await Promise.all([consumer.close(), timers])
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

const pauseFor = (tries: number, stop: AbortSignal): Promise<unknown> =>
  pause(Math.min(longestPauseMs, 100 * 2 ** tries), undefined, { signal: stop }).catch(() => undefined)

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

/** After the commit: the messages on their queues. A hand-over lost here is repaired by dispatch's sweep. */
async function announce({ broker, logger }: PipelineOptions, result: BatchResult): Promise<void> {
  for (const channel of new Set(result.messages.map(message => message.channel))) {
    try {
      await broker.publish(messageQueues[channel], jobsOf(result, channel))
    } catch (error) {
      logger.warn({ err: error, channel }, 'messages not queued; the sweep will do it')
    }
  }
}

const jobsOf = (
  { messages }: BatchResult,
  channel: Channel,
): { payload: { messageId: string; attempt: number } }[] =>
  messages
    .filter(message => message.channel === channel)
    .map(({ id }) => ({ payload: { messageId: id, attempt: 0 } }))

async function runTimers(options: PipelineOptions, stop: AbortSignal): Promise<void> {
  const { db, journeysOf, logger, metrics, timerPollMs = 200, maxBatch = defaultMaxBatch } = options
  let mustWait = timerHold(options.broker)
  let limit = maxBatch
  let failures = 0
  while (!stop.aborted) {
    try {
      // Not a word about waiting while the database is away: the patience is for a backlog that is being worked off.
      await now(db)
      if (await mustWait()) {
        await pauseFor(0, stop)
        continue
      }
      const started = performance.now()
      const result = await inTransaction(db, trx => processTimers(trx, journeysOf, limit))
      failures = 0
      if (result.taken > 0) {
        countBatch(metrics, result.taken, (performance.now() - started) / 1000, result)
        for (const seconds of result.lateness) metrics.timerLateness.observe(seconds)
        await announce(options, result)
      }
      if (result.failed > 0)
        logger.error({ timers: result.failed }, 'timers postponed: their journeys cannot be decided')
      if (result.taken < limit) await pause(timerPollMs, undefined, { signal: stop }).catch(() => undefined)
      limit = Math.min(maxBatch, limit * 2)
    } catch (error) {
      logger.warn({ err: error }, 'timers wait: the batch could not be done')
      mustWait = timerHold(options.broker)
      if (!isPassing(error)) limit = await narrow(options, limit)
      await pauseFor(failures++, stop)
    }
  }
}

/** Fewer timers at once, until the one that fails its batch stands alone; that one comes again in an hour (I11). */
async function narrow({ db, logger }: PipelineOptions, limit: number): Promise<number> {
  if (limit > 1) return Math.ceil(limit / 8)
  const postponed = await postponeFirstTimer(db).catch(() => false)
  if (postponed) logger.error('a timer that cannot be handled comes again in an hour')
  return limit
}
