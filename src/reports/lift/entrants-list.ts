// Who is in the arms of a comparison, once each: what the report of lift counts.
import { z } from 'zod'
import type { ListKind } from '../list-kind.js'
import { oneOf, step, version } from '../lists/filters.js'
import { pageOf } from '../lists/part-queries.js'
import { readEntrants } from './entrants-list-queries.js'
import { faultsOfComparison, liftParameters } from './lift-parameters.js'
import { armsRead } from './read-groups.js'

const entrantFilters = z.object({
  of: liftParameters.shape.of,
  goal: liftParameters.shape.goal,
  immature: liftParameters.shape.immature,
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
    const asked = { from, to, journey, of, goal, immature: immature === 'include', together }
    const { read } = await armsRead(db, asked, settings)
    return pageOf(await readEntrants(db, { ...read, version: number, arm, converted }, part), part)
  },
}
