// The splits customers come to now, as the published workspace has them. Pure.
import { canonical } from '../journeys/definition/canonical.js'
import type { Decide } from '../journeys/definition/decide-schema.js'
import { experimentOf } from '../journeys/definition/experiment.js'
import type { SplitStep } from '../journeys/definition/step-schema.js'
import { allSteps } from '../journeys/definition/walk.js'
import type { PublishedVersion, PublishedWorkspace } from '../journeys/workspace-store.js'
import { durationMs } from '../model/time.js'

export interface RunningSplit {
  readonly journeyId: string
  readonly stepId: string
  /** Its name. */
  readonly experiment: string
  /** What it consists of: with another content it is another experiment. */
  readonly content: string
  readonly variants: readonly { readonly name: string; readonly weight: number }[]
  readonly decide: Decide | null
  /** How long customers have for the goal of the journey; null: it has none. */
  readonly withinMs: number | null
  /** Versions of the journey with this very split and this very goal: customers of all of them count. */
  readonly versions: readonly number[]
}

/** By journey, then from top to bottom. */
export function runningSplits({
  journeys,
  versions,
}: Pick<PublishedWorkspace, 'journeys' | 'versions'>): RunningSplit[] {
  return journeys
    .filter(({ status }) => status === 'active')
    .flatMap(({ id, version }) => {
      const own = versions.filter(({ journeyId }) => journeyId === id)
      const active = own.find(one => one.version === version)
      return active ? splitsOf(active).map(step => runningSplit(active, step, own)) : []
    })
}

function runningSplit(
  { journeyId, journey }: PublishedVersion,
  step: SplitStep,
  versions: readonly PublishedVersion[],
): RunningSplit {
  const { name, content } = experimentOf(journeyId, step)
  const hasIt = (version: PublishedVersion): boolean =>
    measureOf(version) === measureOf({ journey }) &&
    splitsOf(version).some(
      other => other.id === step.id && experimentOf(journeyId, other).content === content,
    )
  return {
    journeyId,
    stepId: step.id,
    experiment: name,
    content,
    variants: step.split.map(({ name, weight }) => ({ name, weight })),
    decide: step.decide ?? null,
    withinMs: journey.goal ? durationMs(journey.goal.within) : null,
    versions: versions.filter(hasIt).map(({ version }) => version),
  }
}

/** By what customers are counted: with another goal, or another time for it, their figures are no longer of one kind. */
function measureOf({ journey: { goal } }: Pick<PublishedVersion, 'journey'>): string {
  const { event, where, within, value } = goal ?? {}
  return canonical({ event, where, within, value })
}

const splitsOf = ({ journey }: PublishedVersion): SplitStep[] =>
  allSteps(journey.steps).flatMap(({ value }) => ('split' in value ? [value] : []))
