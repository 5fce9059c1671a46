// Who is in the arms of a comparison, once each: what the report of lift counts.
import { z } from 'zod'
import { addDays } from '../calendar-day.js'
import type { ListKind } from '../list-kind.js'
import { oneOf, step, version } from '../lists/filters.js'
import { newestFirst } from '../lists/newest-first.js'
import { pageOf } from '../lists/part-queries.js'
import type { ArmsRead } from './arms-queries.js'
import { readEntrants } from './entrants-list-queries.js'
import { faultsOfComparison, liftParameters } from './lift-parameters.js'
import { armsRead } from './read-groups.js'

const entrantFilters = z.object({
  of: liftParameters.shape.of,
  goal: liftParameters.shape.goal,
  immature: z
    .enum(['leave_out', 'include', 'only'], { error: 'must be leave_out, include or only' })
    .default('leave_out')
    .meta({ description: 'those whose window is still open: without them, with them, or only them' }),
  version,
  arm: step.meta({ description: 'this arm: treated, held_out, or a variant' }),
  converted: oneOf(['yes', 'no'], 'whether the goal was reached in its window'),
})
type EntrantFilters = z.infer<typeof entrantFilters>

export const entrants: ListKind<EntrantFilters> = {
  name: 'entrants',
  summary: 'customers in the arms of a comparison, by their first entry in the period',
  parameters: entrantFilters,
  columns: [
    { key: 'enteredAt', title: 'entered', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'journey', title: 'journey', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count' },
    { key: 'arm', title: 'arm', kind: 'text' },
    { key: 'converted', title: 'converted', kind: 'yes_no' },
    { key: 'amounts', title: 'net', kind: 'text' },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
  ],
  positionSize: 2,
  check: faultsOfComparison,
  async page(db, { from, to, journey, parameters }, settings, part) {
    const { of, goal, immature, version: number, arm, converted } = parameters
    const together = number === undefined
    const asked = { from, to, journey, of, goal, immature: immature !== 'leave_out', together }
    const { read } = await armsRead(db, asked, settings)
    const query = { ...read, version: number, arm, converted, isOpen: immature === 'only' }
    const rows = await newestFirst({ from, to: lastOver(to, read) }, part, (listed, part) =>
      readEntrants(db, query, part, listed),
    )
    return pageOf(rows, part)
  },
}

/** The last day on which somebody whose window is over can have entered, and one more for the time zone. */
function lastOver(to: string, { immature, countedTo, windows }: ArmsRead): string {
  if (immature || countedTo === null || windows.length === 0) return to
  const over = countedTo.getTime() - Math.min(...windows.map(({ withinMs }) => withinMs))
  const day = addDays(new Date(over).toISOString().slice(0, 10), 2)
  return day < to ? day : to
}
