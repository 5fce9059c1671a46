// The door of the pipeline.

export { type MergeEntry, mergesOf } from './merge-history-queries.js'
export { processEvents } from './process-events.js'
export { processTimers } from './process-timers.js'
export { CannotSplit, splitNames, undoMerge } from './split-customer.js'
export { type Pipeline, startPipeline } from './start-pipeline.js'
