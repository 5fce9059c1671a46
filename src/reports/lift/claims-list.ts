// What last touch claims of those who entered on the days that a comparison counts: what stands beside its incremental figures.
import { z } from 'zod'
import type { ListKind } from '../list-kind.js'
import { version } from '../lists/filters.js'
import { readOrders } from '../lists/order-list-queries.js'
import { orders } from '../lists/orders.js'
import { pageOf } from '../lists/part-queries.js'
import { claimedTouches } from './claims-queries.js'
import { faultsOfComparison, liftParameters } from './lift-parameters.js'
import { armsRead } from './read-groups.js'

const claimFilters = z.object({
  of: liftParameters.shape.of,
  goal: liftParameters.shape.goal,
  immature: liftParameters.shape.immature,
  version,
})

export const claims: ListKind<z.infer<typeof claimFilters>> = {
  name: 'claims',
  summary: 'orders and other goals that last touch gives to those whom a comparison counts',
  parameters: claimFilters,
  columns: orders.columns,
  positionSize: orders.positionSize,
  check: faultsOfComparison,
  async page(db, { from, to, journey, parameters }, settings, part) {
    const { of, goal, immature, version: number } = parameters
    const together = number === undefined
    const asked = { from, to, journey, of, goal, immature: immature === 'include', together }
    const { read } = await armsRead(db, asked, settings)
    const ofGlobal = of === 'global'
    const request = {
      ...{ from, to, journey: ofGlobal ? null : journey },
      parameters: {
        goal: ofGlobal ? 'primary' : goal,
        model: 'last_touch',
        basis: 'entry',
        version: number,
      } as const,
    }
    return pageOf(await readOrders(db, request, settings, part, claimedTouches(read)), part)
  },
}
