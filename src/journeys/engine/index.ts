// The door of the engine.

export { ownSource } from '../../model/event.js'
export type * from './audience-types.js'
export type * from './call-types.js'
export {
  type CapHit,
  type CapQuestion,
  type CountedMessage,
  capHorizon,
  cappedBy,
} from './caps.js'
export type { CompiledJourney, JourneyVersion } from './compile.js'
export { decide } from './decide.js'
export { fold, isTakenBack } from './fold.js'
export { type CompiledGoal, type GoalEvent, type Goals, matchesGoal, type Worth, worthOf } from './goal.js'
export { compileJourneys, type JourneySet } from './journey-set.js'
export { quietUntilFor } from './quiet.js'
export { skippedNow } from './skipped-now.js'
export type * from './types.js'
export { unheard } from './unheard.js'
