// The door of the engine.
export { type CapHit, type CountedMessage, capHorizonMs, cappedBy } from './caps.js'
export { compileJourneys, type JourneySet, type JourneyVersion } from './compile.js'
export { decide } from './decide.js'
export { fold } from './fold.js'
export type * from './types.js'
