// Which templates the journeys send that customers come into now. One that no file has any more stays in the database, for those
// who are on their way: nobody can mend it, so audits do not speak of it.
import type { JourneyDefinition } from '../../journeys/definition/journey-schema.js'
import { allSteps } from '../../journeys/definition/walk.js'
import type { PublishedWorkspace } from '../../journeys/workspace-store.js'

export interface OpenJourney {
  readonly id: string
  readonly journey: JourneyDefinition
}

export function openJourneys({ journeys, versions }: PublishedWorkspace): OpenJourney[] {
  const open = new Set(
    journeys.filter(({ status }) => status === 'active').map(({ id, version }) => `${id}@${version}`),
  )
  return versions
    .filter(({ journeyId, version }) => open.has(`${journeyId}@${version}`))
    .map(({ journeyId, journey }) => ({ id: journeyId, journey }))
}

/** As `email cart-reminder`. */
export const sentTemplates = (journeys: readonly OpenJourney[]): ReadonlySet<string> =>
  new Set(
    journeys.flatMap(({ journey }) =>
      allSteps(journey.steps).flatMap(({ value }) =>
        'send' in value ? [`${value.send} ${value.template}`] : [],
      ),
    ),
  )
