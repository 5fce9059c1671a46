// What came of every pass, whoever was written to and whoever was not: what the effect of a journey is measured by. Pure.
import {
  type CompiledGoal,
  type CompiledJourney,
  type JourneySet,
  matchesGoal,
} from '../journeys/engine/index.js'
import { amountOf, unitsOf } from '../model/decimal-amount.js'
import { amountsOf } from './amounts.js'
import { firstAfter } from './first-after.js'
import type { Ledger, LedgerPass } from './ledger.js'
import { compare, type Occurrence, occurrencesOf } from './order.js'

export interface PassOutcome {
  readonly enrollmentId: string
  /** 'primary', the name of a further one, or 'global'. */
  readonly goal: string
  readonly customerId: string
  readonly journeyId: string
  readonly enteredAt: Date
  /** What was cancelled is none. */
  readonly conversions: number
  /** Net, by currency. */
  readonly amounts: Readonly<Record<string, string>>
  readonly firstAt: Date
}

/** Of passes that have any: what happened after the entry and within the goal's window. */
export function outcomesOf(ledger: Ledger, journeys: JourneySet): PassOutcome[] {
  const { customerId } = ledger
  const all = occurrencesOf(customerId, ledger.events, journeys.goals.types)
  const occurrences = all.filter(({ cancelled }) => !cancelled)
  if (occurrences.length === 0) return []
  const timeOf = ({ at }: Occurrence): number => at.getTime()
  occurrences.sort((a, b) => timeOf(a) - timeOf(b))
  const passes = new Map(ledger.passes.map(pass => [pass.id, pass]))
  return [...passes.values()].flatMap(pass => {
    const journey = journeys.version(pass.journeyId, pass.version)
    if (!journey) return []
    const entered = pass.enteredAt.getTime()
    const begin = firstAfter(occurrences, timeOf, entered)
    return goalsOfPass(journey, journeys).flatMap(goal => {
      const inWindow = occurrences.slice(begin, firstAfter(occurrences, timeOf, entered + goal.withinMs))
      const reached = inWindow.filter(one => isReached(goal, journey, pass, one))
      return reached.length === 0 ? [] : [outcome(customerId, pass, goal, reached)]
    })
  })
}

/** The global holdout concerns only journeys that reach people with marketing. */
const goalsOfPass = (journey: CompiledJourney, { goals }: JourneySet): readonly CompiledGoal[] =>
  goals.global && journey.markets ? [...journey.goals, goals.global] : journey.goals

function isReached(
  goal: CompiledGoal,
  journey: CompiledJourney,
  pass: LedgerPass,
  { type, at, reports }: Occurrence,
): boolean {
  const concerned = goal.name === 'global' ? { keyPath: null } : journey
  return matchesGoal(goal, concerned, pass, { type, at, properties: reports[0]! })
}

function outcome(
  customerId: string,
  { id, journeyId, enteredAt }: LedgerPass,
  goal: CompiledGoal,
  reached: readonly Occurrence[],
): PassOutcome {
  const sums = new Map<string, bigint>()
  for (const one of reached) {
    const { net, currency } = amountsOf(goal, one)
    if (net !== null && currency !== null) sums.set(currency, (sums.get(currency) ?? 0n) + unitsOf(net)!)
  }
  return {
    enrollmentId: id,
    goal: goal.name,
    customerId,
    journeyId,
    enteredAt,
    conversions: reached.length,
    amounts: Object.fromEntries(
      [...sums].sort(([a], [b]) => compare(a, b)).map(([currency, units]) => [currency, amountOf(units)]),
    ),
    firstAt: reached[0]!.at,
  }
}
