// The first look at every customer after a publish, portion by portion, beside the events and the timers and behind both
// of them: it rests for as long as it works.
import { isPassing } from '../db/errors.js'
import { inTransaction } from '../db/index.js'
import { announce } from './announce.js'
import { type BackfillResult, beginWatches, passOver } from './begin-watches.js'
import { countBatch } from './count.js'
import { timerHold } from './hold-timers.js'
import { pauseFor, pauseMs } from './pause-for.js'
import { defaultTimerPollMs, type PipelineOptions } from './pipeline-options.js'

const maxPortion = 500
/** Whether something new was published is asked less often than what is due. */
const idlePolls = 5

export async function runWatches(options: PipelineOptions, stop: AbortSignal): Promise<void> {
  const { db, journeysOf, logger, timerPollMs = defaultTimerPollMs } = options
  const mustWait = timerHold(options.broker)
  let portion = maxPortion
  let failures = 0
  while (!stop.aborted) {
    try {
      const started = performance.now()
      const isHeld = await mustWait()
      const result = isHeld ? null : await inTransaction(db, trx => beginWatches(trx, journeysOf, portion))
      failures = 0
      const tookMs = performance.now() - started
      if (result) await tell(options, result, tookMs / 1000)
      await pauseMs(result ? tookMs : timerPollMs * idlePolls, stop)
      if (result) portion = Math.min(maxPortion, portion * 2)
    } catch (error) {
      logger.warn({ err: error }, 'watches wait: the first look at customers could not be done')
      if (!isPassing(error)) portion = await narrow(options, portion)
      await pauseFor(failures++, stop)
    }
  }
}

async function tell(options: PipelineOptions, result: BackfillResult, seconds: number): Promise<void> {
  const { logger, metrics } = options
  countBatch(metrics, result.looked, seconds, result)
  metrics.eventsFailed.inc(result.failed)
  await announce(options, result)
  if (result.unwatched > 0)
    logger.error(
      { customers: result.unwatched },
      'customers not watched yet: their journeys cannot be decided',
    )
}

/** Fewer at once, until the customer who fails the portion stands alone and is passed over (I11). */
async function narrow({ db, journeysOf, logger }: PipelineOptions, portion: number): Promise<number> {
  if (portion > 1) return Math.ceil(portion / 8)
  const passed = await inTransaction(db, trx => passOver(trx, journeysOf)).catch(() => false)
  if (passed) logger.error('a customer who cannot be looked at is watched from their next event on')
  return portion
}
