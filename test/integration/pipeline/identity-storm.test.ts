// Everything that takes locks of customers at the same time: events that merge, move and name anew, timers, claims of
// dispatch, splits, erasures. Nothing is lost or stored twice, nothing is of nobody, and hardly anybody stands in the way.
import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { upsertInterests } from '../../../src/catalog/interest-store.js'
import { creditMarked } from '../../../src/conversions/credit-job.js'
import { lockCustomers } from '../../../src/customers/index.js'
import { type Database, inTransaction } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { customersOfDue, lockQueued, writeVerdicts } from '../../../src/dispatch/claim-store.js'
import { markOnWire, recordSettlements, type SettledMessage } from '../../../src/dispatch/hand-over-store.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import type { JsonObject } from '../../../src/model/json.js'
import { CannotSplit, splitNames } from '../../../src/pipeline/index.js'
import { erase } from '../../../src/privacy/erase.js'
import { deleteExpired } from '../../../src/privacy/retention-store.js'
import { at, aWorld, cart, noon, posted, type World } from '../../support/pipeline-world.js'

const journey = (id: string, steps: object[]) => ({
  id,
  name: id,
  trigger: { event: 'product_added' },
  key: 'cart.id',
  exit: [{ on: 'order_completed', as: 'converted' }],
  steps,
})
const mail = { id: 'mail', send: 'email', template: 'sale', category: 'transactional' }
const journeys = [
  journey('now', [mail, { id: 'rest', wait: '1d' }]),
  journey('later', [{ id: 'rest', wait: '1m' }, mail]),
]
const people = 10
/** More by hand: STORM_EVENTS=3000 npx vitest run --project integration test/integration/pipeline/identity-storm.test.ts. */
const count = Number(process.env.STORM_EVENTS ?? 360)

function eventOf(n: number): Event {
  const p = n % people
  const q = (n * 7 + 3) % people
  const email = `p${p}@example.com`
  const names: Identifiers[] = [
    { anonymousId: `a${p}` },
    { email },
    { id: `c${p}` },
    { cartToken: `t${p}` },
    { anonymousId: `a${p}`, cartToken: `t${q}` },
    { email, cartToken: `t${q}` },
    { id: `c${p}`, email: `p${q}@example.com` },
    { id: `c${p}`, anonymousId: `a${q}` },
    { id: `c${p}`, phone: `+4915100000${q}` },
    { anonymousId: `a${q}`, email },
    { id: `c${p}`, formerId: `old${q}` },
  ]
  const customer = names[(n * 31) % names.length]!
  const occurredAt = new Date(noon.getTime() - ((n * 7919) % 1_000) * 1_000).toISOString()
  const type = ['product_added', 'product_viewed', 'customer_updated', 'order_completed', 'consent_changed'][
    n % 5
  ]!
  const properties = (
    {
      product_added: cart(`k${n % 4}`),
      product_viewed: { product: { productId: `prod${n % 3}` } },
      customer_updated: { size: n },
      order_completed: { order: { id: `o${n}`, total: '1.00', currency: 'EUR' } },
      consent_changed: { channel: 'email', status: n % 2 ? 'subscribed' : 'unsubscribed' },
    } as Record<string, JsonObject>
  )[type]!
  return posted(type, properties, { customer, occurredAt })
}

/** Rows whose customer is not there, or is in another part than the row says, by table. */
async function strays(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'customer_id' and table_name <> 'timers'`.execute(db)
  // Of timers the enrollment says whose they are.
  const found: string[] = []
  for (const { name } of tables) {
    // Rows of the erased are kept under an id that leads to nobody.
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(name)} t
      where t.customer_id is not null and not exists (select from customers c where c.id = t.customer_id)
        and ${
          name === 'events'
            ? sql`t.id not like 'erased:%'`
            : ['messages', 'conversions', 'decisions', 'enrollments'].includes(name)
              ? sql`not exists (select from events e where e.customer_id = t.customer_id and e.id like 'erased:%')`
              : sql`true`
        }`.execute(db)
    if (rows[0]!.n > 0) found.push(`${name}: ${rows[0]!.n}`)
  }
  return found
}

/** Names that hang on one that is not their customer's, or on none that is there. */
async function torn(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select i.kind, i.value, i.parent_kind, i.parent_value, p.customer_id is null as gone from identities i
    left join identities p on p.kind = i.parent_kind and p.value = i.parent_value
    where i.parent_kind is not null and p.customer_id is distinct from i.customer_id`.execute(db)
  return rows
}

const deadlocksOf = async (db: Db): Promise<number> => {
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ n: number }>`
    select deadlocks::int as n from pg_stat_database where datname = current_database()`.execute(db)
  return rows[0]!.n
}

/** What dispatch does with messages, in its order of locks: claimed, on the wire, sent. */
async function dispatchSome(db: Kysely<Database>): Promise<void> {
  const token = randomUUID()
  const queued = await db
    .selectFrom('messages')
    .select('id')
    .where('status', '=', 'queued')
    .limit(5)
    .execute()
  const ids = queued.map(({ id }) => id)
  const claimed = await inTransaction(db, async trx => {
    const customers = await customersOfDue(trx, ids)
    await lockCustomers(trx, customers)
    const messages = await lockQueued(trx, ids)
    if (messages.some(({ customerId }) => !customers.includes(customerId))) return []
    const verdict = { status: 'claimed' as const, reason: null, token, dueAt: null, items: null }
    await writeVerdicts(
      trx,
      messages.map(({ id }) => ({ id, ...verdict })),
      60_000,
    )
    return messages.map(({ id }) => ({ id, token }))
  })
  const marked = await markOnWire(db, claimed, 60_000)
  const sent = {
    status: 'sent' as const,
    reason: null,
    delayMs: 0,
    attempted: true,
    sender: null,
    providerId: null,
    templateHash: null,
    suppress: null,
  }
  await recordSettlements(
    db,
    [...marked].map((id): SettledMessage => ({ id, token, ...sent })),
    60_000,
  )
}

const isRetried = (error: unknown): boolean => (error as Error).name === 'RetryTransaction'

async function storm(world: World, events: readonly Event[], isErasing: boolean): Promise<void> {
  let isOver = false
  const size = 12
  const batches = Array.from({ length: Math.ceil(events.length / size) }, (_, n) =>
    events.slice(n * size, n * size + size),
  )
  const post = async (batch: readonly Event[]): Promise<void> => {
    // As the pipeline does: whoever gave way eight times waits and comes again.
    for (;;) {
      try {
        await world.post(...batch)
        return
      } catch (error) {
        if (!isRetried(error) && (error as { code?: string }).code !== '40P01') throw error
      }
    }
  }
  const workers = [0, 1, 2, 3, 4].map(async worker => {
    for (const [n, batch] of batches.entries()) {
      if (n % 5 === worker) await post(batch)
      // Every fifth comes a second time, at the same moment as others.
      // Who is erased may be told of again: then the event is one of another life.
      if (!isErasing && n % 5 === (worker + 1) % 5) await post(batch.slice(0, 4))
    }
  })
  const until = async (work: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; !isOver; n++) {
      await work(n)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  const others = [
    until(async () => await world.timers(20)),
    until(async n => {
      const names = [{ kind: 'email' as const, value: `p${n % people}@example.com` }]
      if (n % 10 === 0)
        await splitNames(world.db, names, 'storm').catch(error => {
          if (!(error instanceof CannotSplit) && !isRetried(error)) throw error
        })
    }),
    until(async () => await dispatchSome(world.db as Kysely<Database>)),
    until(async () => await upsertInterests(world.db, at(-60), at(600))),
    until(async () => await deleteExpired(world.db, 'decisions', at(-600), 10)),
    until(async n => {
      if (isErasing && n % 15 === 0)
        await inTransaction(world.db, trx =>
          erase(trx, { kind: 'id', value: `c${n % people}` }, at(-600)),
        ).catch(error => {
          if (!isRetried(error)) throw error
        })
    }),
  ]
  await Promise.all(workers).finally(() => {
    isOver = true
  })
  await Promise.all(others)
}

for (const isErasing of [false, true])
  it(`in a storm ${isErasing ? 'with' : 'without'} erasures every event is stored once, under somebody who is there`, async () => {
    const world = await aWorld({ journeys })
    const events = Array.from({ length: count }, (_, n) => eventOf(n))
    const before = await deadlocksOf(world.db)
    await storm(world, events, isErasing)
    // A handful is repeated unseen; one for every few batches would be an order of locks that does not hold.
    expect((await deadlocksOf(world.db)) - before).toBeLessThan(5)
    const { rows } = await sql<{ n: number; ids: number; failed: number }>`
      select count(*)::int as n, count(distinct id)::int as ids,
        (select count(*)::int from failed_events) as failed from events where source_id = 'shop'`.execute(
      world.db,
    )
    expect(rows[0]!.n).toBe(events.length)
    expect(rows[0]!.failed).toBe(0)
    const { rows: twins } = await sql`
      select customer_id, journey_id, key from enrollments where status = 'active' group by 1, 2, 3 having count(*) > 1`.execute(
      world.db,
    )
    expect(twins).toEqual([])
    const { rows: lost } = await sql`
      select e.id from enrollments e where e.status = 'active' and e.wake_at is not null
        and not exists (select from timers t where t.enrollment_id = e.id and t.seq = e.seq)`.execute(
      world.db,
    )
    expect(lost).toEqual([])
    expect(await torn(world.db)).toEqual([])
    // Marks of whoever is gone lapse by that.
    while (await creditMarked(world.db, world)) {}
    expect(await strays(world.db)).toEqual([])
  })
