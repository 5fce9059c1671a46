// Counts what a committed batch has done, for the metrics.
import type { Metrics } from '../metrics.js'
import type { BatchResult } from './batch-result.js'

export function countBatch(metrics: Metrics, inputs: number, seconds: number, result: BatchResult): void {
  metrics.batchInputs.observe(inputs)
  metrics.batchSeconds.observe(seconds)
  for (const [kind, count] of result.decisions) metrics.decisions.inc({ kind }, count)
  metrics.decisions.inc({ kind: 'refused' }, result.refused)
  for (const { channel } of result.messages) metrics.messages.inc({ channel, status: 'queued' })
}

export function countEvents(
  metrics: Metrics,
  { processed, repeated, erased = 0, failed }: BatchResult,
): void {
  metrics.eventsProcessed.inc(processed)
  metrics.eventsDuplicate.inc(repeated)
  metrics.eventsErased.inc(erased)
  metrics.eventsFailed.inc(failed)
}
