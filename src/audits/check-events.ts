// A sample of events, checked and added up by hour, source and type. Pure.
import type { GoalCounts } from '../db/tables.js'
import type { PropertyTable } from '../journeys/definition/property-table.js'
import type { Checked, SampledEvent } from './event-count-store.js'
import type { GoalTest } from './goal-tests.js'
import { inspectEvent } from './inspect-event.js'

interface Sum {
  readonly hour: Date
  readonly source: string
  readonly type: string
  checked: number
  faulty: number
  readonly missing: Record<string, number>
  readonly mistyped: Record<string, number>
  readonly goals: Record<string, GoalCounts>
}

/** `tableOf`: null where the properties may be any. */
export function addUpChecks(
  events: readonly SampledEvent[],
  tableOf: (source: string, type: string) => PropertyTable | null,
  goals: readonly GoalTest[],
): Checked[] {
  const sums = new Map<string, Sum>()
  for (const event of events) {
    const sum = sumOf(sums, event)
    sum.checked++
    addFaults(sum, event, tableOf(event.source, event.type))
    for (const goal of goals) if (goal.event === event.type) addGoal(sum, event, goal)
  }
  return [...sums.values()]
}

function sumOf(sums: Map<string, Sum>, { hour, source, type }: SampledEvent): Sum {
  const key = `${hour.getTime()} ${type} ${source}`
  const known = sums.get(key)
  if (known) return known
  const sum = { hour, source, type, checked: 0, faulty: 0, missing: {}, mistyped: {}, goals: {} }
  sums.set(key, sum)
  return sum
}

function addFaults(sum: Sum, { properties }: SampledEvent, table: PropertyTable | null): void {
  if (!table) return
  const { missing, mistyped } = inspectEvent(table, properties)
  if (mistyped.length > 0) sum.faulty++
  for (const path of missing) sum.missing[path] = (sum.missing[path] ?? 0) + 1
  for (const path of mistyped) sum.mistyped[path] = (sum.mistyped[path] ?? 0) + 1
}

function addGoal({ goals }: Sum, { properties }: SampledEvent, goal: GoalTest): void {
  const { matching, valued } = goals[goal.id] ?? { matching: 0, valued: 0 }
  const matches = goal.matches(properties)
  goals[goal.id] = {
    matching: matching + (matches ? 1 : 0),
    valued: valued + (matches && goal.isValued(properties) ? 1 : 0),
  }
}
