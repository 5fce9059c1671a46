// The orders, and other events that are goals, that messages have a part in. `share` and `credited` add up to the figures of a report.
import { faultsOfGoal } from '../conversions/conversion-parameters.js'
import type { ListKind } from '../list-kind.js'
import { orderColumns } from './order-columns.js'
import { type OrderFilters, orderFilters } from './order-filters.js'
import { readOrders } from './order-list-queries.js'
import { pageOf } from './part-queries.js'

export const orders: ListKind<OrderFilters> = {
  name: 'orders',
  summary: 'orders and other goals that messages have a part in',
  parameters: orderFilters,
  // Of any journey: reports have rows, and so addresses, also of journeys that have no such goal.
  check: ({ parameters: { goal } }, db) => faultsOfGoal(db, goal, null),
  columns: [
    ...orderColumns,
    { key: 'version', title: 'version', kind: 'count', inTable: false },
    { key: 'channel', title: 'channel', kind: 'text', inTable: false },
    { key: 'goal', title: 'goal', kind: 'text', inTable: false },
    { key: 'value', title: 'value', kind: 'money', inTable: false },
    { key: 'refunded', title: 'refunded', kind: 'money', inTable: false },
    { key: 'cancelled', title: 'cancelled', kind: 'yes_no', inTable: false },
    { key: 'country', title: 'country', kind: 'text', inTable: false },
    { key: 'touchedAt', title: 'touched', kind: 'time', inTable: false },
    { key: 'enteredAt', title: 'entered', kind: 'time', inTable: false },
    { key: 'message', title: 'message', kind: 'text', inTable: false },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
    { key: 'source', title: 'source', kind: 'text', inTable: false },
    { key: 'event', title: 'event', kind: 'text', inTable: false },
  ],
  positionSize: 4,
  page: async (db, request, settings, part) => pageOf(await readOrders(db, request, settings, part), part),
}
