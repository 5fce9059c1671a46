// Looks for what is due, batch after batch, until it is told to stop. What fails is repeated, or put off when it fails
// again and again.
import { isPassing } from '../db/errors.js'
import { inTransaction, now } from '../db/index.js'
import { postponeFirstTimer } from '../journeys/enrollment-store.js'
import { postponeFirstWatch } from '../journeys/watch-store.js'
import { announce } from './announce.js'
import { countBatch } from './count.js'
import { timerHold } from './hold-timers.js'
import { pauseFor, pauseMs } from './pause-for.js'
import { defaultMaxBatch, defaultTimerPollMs, type PipelineOptions } from './pipeline-options.js'
import { processTimers, type TimerResult } from './process-timers.js'

export async function runTimers(options: PipelineOptions, stop: AbortSignal): Promise<void> {
  const { db, journeysOf, logger, timerPollMs = defaultTimerPollMs, maxBatch = defaultMaxBatch } = options
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
      await tell(options, result, (performance.now() - started) / 1000)
      if (result.taken < limit) await pauseMs(timerPollMs, stop)
      limit = Math.min(maxBatch, limit * 2)
    } catch (error) {
      logger.warn({ err: error }, 'timers wait: the batch could not be done')
      mustWait = timerHold(options.broker)
      if (!isPassing(error)) limit = await narrow(options, limit)
      await pauseFor(failures++, stop)
    }
  }
}

async function tell(options: PipelineOptions, result: TimerResult, seconds: number): Promise<void> {
  const { logger, metrics } = options
  if (result.taken === 0) return
  countBatch(metrics, result.taken, seconds, result)
  metrics.eventsFailed.inc(result.failed)
  for (const lateness of result.lateness) metrics.timerLateness.observe(lateness)
  await announce(options, result)
  if (result.postponed > 0)
    logger.error({ timers: result.postponed }, 'timers postponed: their journeys cannot be decided')
}

/** Fewer at once, until the timer or watch that fails its batch stands alone; that one comes again in an hour (I11). */
async function narrow({ db, logger }: PipelineOptions, limit: number): Promise<number> {
  if (limit > 1) return Math.ceil(limit / 8)
  const postponed = await postponeFirstTimer(db)
    .then(async timer => timer || (await postponeFirstWatch(db)))
    .catch(() => false)
  if (postponed) logger.error('a timer or watch that cannot be handled comes again in an hour')
  return limit
}
