// All orders of the shop, whoever earned them, and which share of each is claimed. `share` and `credited` add up to the claims of
// the report.
import type { ListKind } from '../list-kind.js'
import { orderColumns } from './order-columns.js'
import { pageOf } from './part-queries.js'
import { type ShopOrderFilters, shopOrderFilters } from './shop-order-filters.js'
import { readShopOrders } from './shop-order-list-queries.js'

export const shopOrders: ListKind<ShopOrderFilters> = {
  name: 'shop-orders',
  summary: 'all orders of the shop, what journeys claim of each, and which message was the last before it',
  parameters: shopOrderFilters,
  check: async ({ journey, parameters: { claimed } }) =>
    journey !== null && claimed === undefined
      ? [{ path: 'journey', message: 'needs "claimed": an order of the shop belongs to no journey' }]
      : [],
  columns: [
    ...orderColumns,
    { key: 'value', title: 'value', kind: 'money', inTable: false },
    { key: 'refunded', title: 'refunded', kind: 'money', inTable: false },
    { key: 'cancelled', title: 'cancelled', kind: 'yes_no', inTable: false },
    { key: 'source', title: 'source', kind: 'text', inTable: false },
    { key: 'event', title: 'event', kind: 'text', inTable: false },
  ],
  positionSize: 3,
  page: async (db, request, settings, part) =>
    pageOf(await readShopOrders(db, request, settings, part), part),
}
