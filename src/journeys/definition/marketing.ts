// Whether a journey reaches people with marketing at all: only such ones the global holdout concerns.
import type { JourneyDefinition } from './journey-schema.js'
import type { Step } from './step-schema.js'
import { allSteps } from './walk.js'

/** It sends something that is not transactional, in any channel, or adds people to audiences. */
export const isMarketingJourney = ({ steps }: Pick<JourneyDefinition, 'steps'>): boolean =>
  allSteps(steps).some(({ value }) => isMarketingStep(value))

function isMarketingStep(step: Step): boolean {
  if ('send' in step) return step.category !== 'transactional'
  return 'audience' in step && step.audience.add !== undefined
}
