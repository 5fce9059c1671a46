// What settings.json says of reports and of the global holdout, against the segments and events there are.
import { checkEventTypes } from './check-events.js'
import { checkFields } from './check-fields.js'
import { checkGoalReads } from './check-goal.js'
import { checkGoalValue } from './check-goal-value.js'
import type { Surroundings } from './check-journey.js'
import { missingSegments } from './check-references.js'
import { error, type Fault, type JsonPath } from './finding.js'
import type { Settings } from './settings-schema.js'
import type { At } from './walk.js'
import { readsOfGoal } from './walk-fields.js'

export const checkReports = (
  settings: Settings,
  { library, book }: Pick<Surroundings, 'library' | 'book'>,
): Fault[] => [
  ...missingSegments(reportSegments(settings), library),
  ...ownRate(settings),
  ...checkHoldout(settings, book),
]

/** The segments reports can be grouped by. */
export const reportSegments = ({ reports }: Pick<Settings, 'reports'>): At<string>[] =>
  (reports?.segments ?? []).map((value, i) => ({ value, path: ['reports', 'segments', i] }))

function ownRate({ currency, reports }: Settings): Fault[] {
  if (reports?.rates?.[currency] === undefined) return []
  const message = `${currency} is the currency of the workspace itself, and always worth 1; take this rate away`
  return [error('wrong_value', ['reports', 'rates', currency], message)]
}

function checkHoldout({ holdout }: Settings, book: Surroundings['book']): Fault[] {
  if (!holdout) return []
  const path: JsonPath = ['holdout', 'goal']
  const { goal } = holdout
  const reads = readsOfGoal(goal, path)
  return [
    ...checkEventTypes([{ value: goal.event, path: [...path, 'event'] }], book),
    ...checkFields(reads, { book, data: null, outputsAt: () => null }),
    ...checkGoalReads(reads),
    ...checkGoalValue(goal, path, book),
  ]
}
