// Every list there is.
import { holds } from '../caps/index.js'
import { claims, entrants } from '../lift/index.js'
import type { ListKind } from '../list-kind.js'
import { paged } from '../make-list.js'
import { enrollments } from './enrollments.js'
import { events } from './events.js'
import { messages } from './messages.js'
import { orders } from './orders.js'
import { shopOrders } from './shop-orders.js'

const kinds: readonly ListKind[] = [
  enrollments,
  messages,
  orders,
  shopOrders,
  events,
  entrants,
  claims,
  holds,
]

export const listKinds: readonly ListKind[] = kinds.map(paged)
