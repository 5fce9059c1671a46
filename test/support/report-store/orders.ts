// Orders of the made-up shop, as they are told of: by the shop and often by its page too, under another id and at another
// time; later cancelled, or paid back in part, in whole, or more than once. Pure: all chance is handed in.
import type { Random } from '../../../src/demo/random.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { JsonObject } from '../../../src/model/json.js'
import { after, days, hours, minutes, type Planned, plan, type Told } from './plan.js'

export interface Ordered {
  readonly id: string
  readonly at: Date
  readonly customer: Identifiers
  readonly currency: string
  /** null: the order names none. */
  readonly cartId: string | null
}

const categories = ['shoes', 'jackets', 'bags', 'sale'] as const
const money = (cents: number): string => (cents / 100).toFixed(2)

interface Item {
  readonly productId: string
  readonly quantity: number
  readonly price: string
  readonly categories: string[]
}

function itemsOf(random: Random): Item[] {
  return Array.from({ length: random.int(1, 4) }, () => ({
    productId: `p-${random.int(1, 50)}`,
    quantity: random.int(1, 3),
    price: money(random.int(300, 12_000)),
    categories: random.chance(0.15) ? [] : [random.pick(categories), 'all'],
  }))
}

export function tellOfOrder(random: Random, ordered: Ordered): Planned[] {
  const { id, at, customer, currency, cartId } = ordered
  const items = itemsOf(random)
  const cents = items.reduce(
    (sum, { quantity, price }) => sum + quantity * Math.round(Number(price) * 100),
    0,
  )
  // Postage, or a discount: what is paid is seldom the sum of the items.
  const paid = Math.max(100, cents + random.int(-900, 700))
  const about: JsonObject = {
    order: {
      id,
      total: money(paid),
      currency,
      items: items as unknown as JsonObject[],
      margin: money(paid * 0.3),
    },
    ...(cartId !== null && { cart: { id: cartId } }),
  }
  const told = { type: 'order_completed', customer, properties: about }
  const byShop: Told = { ...told, source: 'shop', id: `order:${id}`, at }
  return [...plan(random, byShop), ...byPage(random, byShop), ...afterwards(random, ordered, paid)]
}

/** The page sees it a little earlier or later, and without what only the shop knows. */
function byPage(random: Random, told: Told): Planned[] {
  if (!random.chance(0.3)) return []
  const { margin: _, ...order } = told.properties.order as JsonObject
  const at = after(told.at, minutes(random.int(-9, 9)) + random.int(1, 999))
  return plan(random, {
    ...told,
    source: 'page',
    id: `seen:${order.id as string}`,
    at,
    properties: { ...told.properties, order },
  })
}

function afterwards(random: Random, { id, at, customer, currency }: Ordered, paid: number): Planned[] {
  const cancelled = random.chance(0.05)
  const refunds = random.weighted([
    [[], 80],
    [[0.25], 8],
    [[1], 6],
    [[0.4, 0.3], 4],
    [[0.7, 0.7], 2],
  ] as [number[], number][])
  const tell = (type: string, n: number, properties: JsonObject): Planned[] =>
    plan(random, {
      source: 'shop',
      id: `${type}:${id}:${n}`,
      type,
      at: after(at, hours(1) + days(12 * random.next())),
      customer,
      properties: { order: { id }, ...properties },
    })
  return [
    ...(cancelled ? tell('order_cancelled', 1, { reason: 'customer' }) : []),
    ...refunds.flatMap((share, n) =>
      tell('order_refunded', n, { refund: { amount: money(Math.round(paid * share)), currency } }),
    ),
  ]
}
