// What shoppers do of their own accord: they say who they are, look, fill carts, order without having been written to, and
// turn out to be somebody the shop knows. Pure: all chance is handed in.
import type { Random } from '../../../src/demo/random.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { JsonObject } from '../../../src/model/json.js'
import { tellOfOrder } from './orders.js'
import { after, days, hours, minutes, type Planned, plan } from './plan.js'
import { aShopper, type Shopper } from './shopper.js'

export interface Period {
  readonly from: Date
  readonly days: number
}

/** About this many events of one shopper's own. */
export const eventsPerShopper = 22

export function livesOf(random: Random, shoppers: number, period: Period): Planned[] {
  return Array.from({ length: shoppers }, (_, n) => lifeOf(random, aShopper(random, n), period)).flat()
}

function lifeOf(random: Random, shopper: Shopper, { from, days: length }: Period): Planned[] {
  const begins = after(from, days(length * 0.7 * random.next()))
  const lasts = days(length) - (begins.getTime() - from.getTime())
  const joinsAt = shopper.joins === null ? null : after(begins, lasts * shopper.joins)
  // Whoever is two to the shop shops as either, until it finds out.
  const namesAt = (at: Date): Identifiers =>
    joinsAt === null || at >= joinsAt ? latest(shopper) : random.chance(0.4) ? shopper.after : shopper.before
  const visits = Array.from({ length: random.int(1, 5) }, () => after(begins, lasts * random.next()))
  return [
    ...introduce(random, shopper, begins, namesAt(begins)),
    ...(joinsAt ? join(random, shopper, joinsAt) : []),
    ...visits.flatMap((at, v) => visit(random, shopper, { at, v, namesAt })),
  ]
}

const latest = ({ joins, before, after: later }: Shopper): Identifiers => (joins === null ? before : later)

const tellOf =
  (random: Random, { n }: Shopper) =>
  (type: string, at: Date, customer: Identifiers, properties: JsonObject = {}): Planned[] =>
    plan(random, { source: 'shop', id: `${n}:${type}:${at.getTime()}`, type, at, customer, properties })

function introduce(random: Random, shopper: Shopper, at: Date, names: Identifiers): Planned[] {
  const tell = tellOf(random, shopper)
  return [
    ...(shopper.country === '' ? [] : tell('customer_updated', at, names, { country: shopper.country })),
    ...(shopper.subscribed
      ? [
          ...tell('consent_changed', after(at, 1_000), names, { channel: 'email', status: 'subscribed' }),
          ...tell('consent_changed', after(at, 2_000), names, { channel: 'sms', status: 'subscribed' }),
        ]
      : []),
  ]
}

/** A login in the browser, or two accounts that are one. */
function join(random: Random, shopper: Shopper, at: Date): Planned[] {
  const { before, after: names } = shopper
  const tell = tellOf(random, shopper)
  const tells = [
    ...(before.id === undefined
      ? tell('customer_updated', at, { ...before, ...names }, { country: shopper.country || 'FR' })
      : tell('customer_merged', at, { id: names.id!, email: names.email!, formerId: before.id })),
  ]
  if (!shopper.subscribed) return tells
  return [
    ...tells,
    ...tell('consent_changed', after(at, 5_000), names, { channel: 'email', status: 'subscribed' }),
  ]
}

interface Visit {
  readonly at: Date
  readonly v: number
  readonly namesAt: (at: Date) => Identifiers
}

function visit(random: Random, shopper: Shopper, { at, v, namesAt }: Visit): Planned[] {
  const tell = tellOf(random, shopper)
  const cartId = `cart-${shopper.n}-${v}`
  const cart = { cart: { id: cartId, value: '50.00', currency: shopper.currency } }
  const told: Planned[] = []
  const steps = random.int(1, 4)
  let time = at
  for (let step = 0; step < steps; step++) {
    time = after(time, minutes(1 + 20 * random.next()))
    const product = { productId: `p-${random.int(1, 50)}`, price: `${random.int(5, 90)}.00` }
    told.push(...tell('product_viewed', time, namesAt(time), { product }))
    if (random.chance(0.4)) told.push(...tell('product_added', after(time, 30_000), namesAt(time), cart))
    if (random.chance(0.2)) told.push(...tell('cart_viewed', after(time, 60_000), namesAt(time), cart))
  }
  // Part of them would have bought anyway.
  if (random.chance(0.25)) {
    const orderedAt = after(time, hours(72 * random.next() ** 2))
    const ordered = {
      id: `${shopper.n}-${v}`,
      at: orderedAt,
      customer: namesAt(orderedAt),
      currency: shopper.currency,
      cartId: random.chance(0.6) ? cartId : null,
    }
    told.push(...tellOfOrder(random, ordered))
    if (random.chance(0.2))
      told.push(
        ...tell('product_rated', after(orderedAt, days(15 * random.next())), namesAt(orderedAt), {
          order: { id: ordered.id },
        }),
      )
  }
  return told
}
