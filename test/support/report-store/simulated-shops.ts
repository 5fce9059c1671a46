// Shops in which it is known what a message does: of those who come in, some would buy anyway, and of those who are written to,
// some more do because of it. Each shop is a journey with customers of its own, so that many fit into one store.
import { setClock } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { seededRandom } from '../../../src/demo/random.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import { publishWorkspace } from '../../../src/journeys/workspace/index.js'
import type { Event } from '../../../src/model/event.js'
import { knowCustomers } from '../known-customers.js'
import { handOverDue } from './hand-over.js'
import { letIn, runTimers } from './play.js'

export interface Shop {
  readonly id: string
  /** Of those who would buy without any message. */
  readonly base: number
  /** Of those who buy only because of it. */
  readonly effect: number
}

export interface Truth {
  /** How many were really handed a message, and how many of them bought, for whatever reason. */
  readonly written: number
  readonly buyersWritten: number
  /** What there is to be found: the effect, on the share of the treated that was really written to. */
  readonly difference: number
}

const opens = new Date('2026-11-02T08:00:00Z')
const after = (hours: number): Date => new Date(opens.getTime() + hours * 3_600_000)
/** The day after the last one of the story. */
export const closes = '2026-11-16'

export const holdout = 0.4
/** What hand-over.ts hands over of what it is given. */
const handedOver = 0.96

/** Through the pipeline and the hand-over, each customer once. Answers what is true of each shop. */
export async function simulateShops(
  db: Db,
  shops: readonly Shop[],
  customers: number,
  seed: number,
): Promise<Map<string, Truth>> {
  await setClock(db, { at: opens, speed: 0.000_001 })
  await publishShops(db, shops)
  for (const shop of shops) {
    const names = Array.from({ length: customers }, (_, n) => nameOf(shop, n))
    await knowCustomers(db, names)
    await letIn(
      db,
      names.map(name => added(shop, name)),
    )
  }
  await setClock(db, { at: after(2), speed: 0.000_001 })
  await runTimers(db)
  const written = new Set((await handOverDue(db, seed)).map(({ customer }) => customer.id!))
  await setClock(db, { at: after(12 * 24), speed: 0.000_001 })
  const random = seededRandom(seed)
  const truths = new Map<string, Truth>()
  const orders: Event[] = []
  for (const shop of shops) {
    const ids = Array.from({ length: customers }, (_, n) => nameOf(shop, n))
    const luck = new Map(ids.map(id => [id, random.next()]))
    const buys = (id: string): boolean => luck.get(id)! < shop.base + (written.has(id) ? shop.effect : 0)
    const buyers = ids.filter(buys)
    orders.push(...buyers.map(id => ordered(id, after(3 + 90 * random.next()), random.int(1_000, 9_000))))
    truths.set(shop.id, {
      written: ids.filter(id => written.has(id)).length,
      buyersWritten: buyers.filter(id => written.has(id)).length,
      difference: shop.effect * handedOver,
    })
  }
  await letIn(db, orders)
  return truths
}

const nameOf = ({ id }: Shop, n: number): string => `${id}-${n}`

const event = (type: string, id: string, at: Date, properties: Event['properties']): Event => ({
  ...{ source: 'shop', id: `${type}:${id}`, type, customer: { id, email: `${id}@example.com` }, properties },
  occurredAt: at.toISOString(),
  receivedAt: at.toISOString(),
})

const added = (shop: Shop, name: string): Event =>
  event('product_added', name, opens, {
    cart: { id: name, value: '50.00', currency: 'EUR' },
    shop: shop.id,
  })

const ordered = (id: string, at: Date, cents: number): Event =>
  event('order_completed', id, at, {
    order: { id, total: (cents / 100).toFixed(2), currency: 'EUR' },
    cart: { id },
  })

async function publishShops(db: Db, shops: readonly Shop[]): Promise<void> {
  const settings = settingsSchema.parse({
    brand: { name: 'Fern', url: 'https://fern.example', postalAddress: 'Street 1' },
    senders: { email: { from: 'shop@fern.example', name: 'Fern' } },
    currency: 'EUR',
  })
  const journeys = shops.map(({ id }) =>
    journeySchema.parse({
      id,
      name: id,
      trigger: { event: 'product_added', where: { shop: id } },
      key: 'cart.id',
      entry: { holdout },
      goal: { event: 'order_completed', within: '5d', value: 'order.total' },
      steps: [
        { id: 'settle', wait: '1h' },
        { id: 'remind', send: 'email', template: 'remind', category: 'transactional' },
      ],
    }),
  )
  await publishWorkspace(db, { settings, journeys, segments: {}, templates: [] })
}
