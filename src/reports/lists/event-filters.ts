// By what the list of events can be filtered.
import { z } from 'zod'
import { step, version } from './filters.js'

export const eventFilters = z.object({
  type: step.meta({ description: 'events of this type' }),
  source: step.meta({ description: 'events from this source' }),
  refused: step.meta({
    description:
      'events that brought nobody into the journey for this reason, such as already_entered, or any',
  }),
  version,
})
export type EventFilters = z.infer<typeof eventFilters>
