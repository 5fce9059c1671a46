// Goals, compiled, and what counts as one. Judged on the event and the pass alone, and never on what may change later, so
// that counting again comes to the same. Which messages have a part in it says ../../conversions/credit.ts.
import type { Customer } from '../../model/customer.js'
import { type JsonObject, type Path, parsePath, readPath } from '../../model/json.js'
import { isAmount, isCurrency } from '../../model/money.js'
import { durationMs } from '../../model/time.js'
import type { Fields } from '../definition/fields-schema.js'
import type { GoalAnchor } from '../definition/goal-schema.js'
import { globalGoal, goalsOf } from '../definition/goals.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import type { Settings } from '../definition/settings-schema.js'
import { compileFields } from './fields.js'
import { type Keyed, sameKey } from './key.js'
import type { Test } from './scope.js'
import type { Enrollment } from './types.js'

export interface CompiledGoal {
  /** 'primary', the name of a further one, or 'global'. */
  readonly name: string
  readonly event: string
  readonly where: Test | null
  readonly withinMs: number
  readonly anchor: GoalAnchor
  readonly value: { readonly amount: Path; readonly currency: Path } | null
  /** Whether `where` compares with what brought the customer in, or with what steps have put out. */
  readonly readsPass: boolean
  readonly exits: boolean
}

export const compileGoals = (journey: JourneyDefinition): readonly CompiledGoal[] =>
  goalsOf(journey).map(({ name, goal }) => compileGoal(name, goal))

/** What all journeys together are measured by; null where nobody is held out from all. */
export const compileGlobalGoal = ({ holdout }: Pick<Settings, 'holdout'>): CompiledGoal | null =>
  holdout ? compileGoal(globalGoal, { ...holdout.goal, anchor: 'entry' }) : null

interface Said {
  readonly event: string
  readonly where?: Fields | undefined
  readonly within: string
  readonly anchor?: GoalAnchor | undefined
  readonly exits?: boolean | undefined
  readonly value?: string | undefined
}

function compileGoal(name: string, { event, where, within, anchor, exits, value }: Said): CompiledGoal {
  const amount = value === undefined ? null : parsePath(value)
  return {
    name,
    event,
    where: where ? compileFields(where) : null,
    withinMs: durationMs(within),
    anchor: anchor ?? 'send',
    value: amount && { amount, currency: [...amount.slice(0, -1), 'currency'] },
    readsPass: where !== undefined && /"(data|steps)\./.test(JSON.stringify(where)),
    exits: exits === true,
  }
}

/** Something that happened. `at`: when, as far as it counts. */
export interface GoalEvent {
  readonly type: string
  readonly at: Date
  readonly properties: JsonObject
}

/** Whether the event is this goal for a pass through the journey; windows are another matter. */
export function matchesGoal(
  goal: CompiledGoal,
  journey: Keyed,
  pass: Pick<Enrollment, 'key' | 'data' | 'outputs'>,
  event: GoalEvent,
): boolean {
  if (goal.event !== event.type || !sameKey(journey, pass.key, event.properties)) return false
  if (!goal.where) return true
  const { data, outputs } = pass
  const { properties, at } = event
  return goal.where({ ...nothingElse, properties, data, outputs, now: at }, null) === true
}

const nobody: Customer = {
  id: '',
  part: 0,
  email: null,
  phone: null,
  attributes: {},
  consent: { email: 'unknown', sms: 'unknown' },
  consentAt: {},
  topics: {},
  attributesAt: {},
  addressAt: {},
  suppressed: {},
}

const nothingElse = {
  customer: nobody,
  zone: 'UTC',
  entryAt: null,
  history: () => [],
  product: () => null,
}

export interface Worth {
  readonly value: string | null
  readonly currency: string | null
}

/** The amount at the goal's `value` path; without a proper amount and its currency it counts, but is worth nothing known. */
export function worthOf(goal: Pick<CompiledGoal, 'value'>, properties: JsonObject): Worth {
  const amount = goal.value && readPath(properties, goal.value.amount)
  const currency = goal.value && readPath(properties, goal.value.currency)
  if (!isAmount(amount) || !isCurrency(currency)) return { value: null, currency: null }
  return { value: amount, currency }
}

/** What goals there are, over all versions. */
export interface Goals {
  readonly global: CompiledGoal | null
  /** Types of events that are one. */
  readonly types: ReadonlySet<string>
  /** Whether a window begins with a click or an opening. */
  readonly byVisit: boolean
  readonly readPass: boolean
  readonly longestMs: number
}

export function surveyGoals(
  journeys: readonly { readonly goals: readonly CompiledGoal[] }[],
  global: CompiledGoal | null,
): Goals {
  const all = [...journeys.flatMap(({ goals }) => goals), ...(global ? [global] : [])]
  return {
    global,
    types: new Set(all.map(({ event }) => event)),
    byVisit: all.some(({ anchor }) => anchor === 'click' || anchor === 'open'),
    readPass: all.some(({ readsPass }) => readsPass),
    longestMs: all.reduce((longest, { withinMs }) => Math.max(longest, withinMs), 0),
  }
}
