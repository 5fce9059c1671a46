// The door of the pipeline.
export { processEvents } from './process-events.js'
export { processTimers } from './process-timers.js'
export { type Pipeline, startPipeline } from './start-pipeline.js'
