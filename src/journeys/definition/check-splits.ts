// Whether a split can be decided by what its journey is for.
import { error, type Fault } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { allSteps } from './walk.js'

export const checkSplits = (journey: JourneyDefinition): Fault[] =>
  allSteps(journey.steps).flatMap(({ value, path }) => {
    if (!('split' in value) || value.decide === undefined) return []
    const { by } = value.decide
    if (!journey.goal)
      return [
        error('undecidable', [...path, 'decide'], 'needs a "goal" of the journey to decide by; add one'),
      ]
    if (by === 'conversions' || journey.goal.value !== undefined) return []
    const message = 'needs a "value" of the goal to decide by; add it there, or decide by "conversions"'
    return [error('undecidable', [...path, 'decide', 'by'], message)]
  })
