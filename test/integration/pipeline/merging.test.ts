// Customers who turn out to be one, down to their rows: everything moves, nothing is lost, whoever merges at the same time.
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Db } from '../../../src/db/tables.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { partOf } from '../../../src/model/ids.js'
import {
  at,
  aWorld,
  cart,
  noon,
  posted,
  subscribe,
  type World,
  welcome,
} from '../../support/pipeline-world.js'

const by = (customer: Identifiers, type = 'product_viewed', rest: Partial<Event> = {}): Event =>
  posted(type, {}, { customer, ...rest })
const ann = { email: 'ann@example.com' }
const browser = { anonymousId: 'a1' }
const sale = {
  ...welcome,
  id: 'sale',
  steps: [{ id: 'mail', send: 'email', template: 'sale', category: 'transactional' }],
}

/** Every row of a customer is of one who is there, and in that customer's part. */
async function strays(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string; parted: boolean }>`
    select c.table_name as name, exists (
      select from information_schema.columns p
      where p.table_schema = 'public' and p.table_name = c.table_name and p.column_name = 'part') as parted
    from information_schema.columns c
    where c.table_schema = 'public' and c.column_name = 'customer_id'`.execute(db)
  const found: string[] = []
  for (const { name, parted } of tables) {
    const { rows } = await sql<{ id: string; part: number | null }>`
      select t.customer_id as id, ${parted ? sql`t.part` : sql`null`} as part from ${sql.table(name)} t
      where t.customer_id is not null`.execute(db)
    const { rows: living } = await sql<{ id: string }>`select id from customers`.execute(db)
    const ids = new Set(living.map(({ id }) => id))
    for (const { id, part } of rows)
      if (!ids.has(id) || (part !== null && part !== partOf(id))) found.push(`${name} ${id}`)
  }
  return found
}

const customers = async ({ db }: World) =>
  await db.selectFrom('customers').select(['email', 'email_consent', 'attributes']).orderBy('email').execute()
const namesOf = async ({ db }: World): Promise<string[]> => {
  const rows = await db
    .selectFrom('identities')
    .select(['kind', 'value', 'customer_id'])
    .orderBy('kind')
    .execute()
  const groups = new Map<string, string[]>()
  for (const { kind, value, customer_id: id } of rows)
    groups.set(id, [...(groups.get(id) ?? []), `${kind}:${value}`].sort())
  return [...groups.values()].map(names => names.join(' ')).sort()
}
const countOf = async (db: Db, table: 'events' | 'customer_merges'): Promise<number> =>
  Number(
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

describe('a browser that turns out to be a customer’s', () => {
  it('brings its events, its passes with their timers, and its attributes', async () => {
    const world = await aWorld({ journeys: [welcome] })
    await world.post(
      posted('product_added', cart('c1'), { customer: browser }),
      posted('customer_updated', { size: 'M' }, { customer: browser }),
    )
    await world.post(subscribe({ customer: ann }))
    await world.post(by({ ...ann, ...browser }))
    expect(await namesOf(world)).toEqual(['anonymousId:a1 email:ann@example.com'])
    expect(await customers(world)).toMatchObject([
      { email: 'ann@example.com', email_consent: 'subscribed', attributes: { size: 'M' } },
    ])
    expect(await strays(world.db)).toEqual([])
    await world.setTime(at(61))
    const { taken, messages } = await world.timers()
    expect({ taken, sent: messages.length }).toEqual({ taken: 1, sent: 1 })
    expect(await countOf(world.db, 'events')).toBe(4)
  })

  it('leaves what was decided before alone, also in one batch with the login', async () => {
    const world = await aWorld({ journeys: [{ ...welcome, entry: { if: { consent: 'email' } } }] })
    await world.post(subscribe({ customer: ann }))
    await world.post(
      posted('product_added', cart('before'), { customer: browser }),
      by({ ...ann, ...browser }),
      posted('product_added', cart('after'), { customer: browser }),
    )
    const passes = await world.db.selectFrom('enrollments').select('key').execute()
    expect(passes.map(({ key }) => key)).toEqual(['after'])
  })

  it('is told in the history, with the event that said so', async () => {
    const world = await aWorld()
    await world.post(by(browser), by(ann))
    const login = by({ ...ann, ...browser })
    await world.post(login)
    const merges = await world.db.selectFrom('customer_merges').selectAll().execute()
    expect(merges).toMatchObject([
      {
        kind: 'merged',
        names: [{ kind: 'anonymousId', value: 'a1' }],
        reason: 'told together: anonymousId, email',
        event_id: login.id,
      },
    ])
  })

  it('is known for good: the same events again change nothing', async () => {
    const world = await aWorld()
    await world.post(by(browser), by(ann))
    await world.post(by({ ...ann, ...browser }))
    await world.post(by({ ...ann, ...browser }), by(browser), by(ann))
    expect(await countOf(world.db, 'customer_merges')).toBe(1)
    expect(await namesOf(world)).toEqual(['anonymousId:a1 email:ann@example.com'])
  })
})

describe('two customers who become one', () => {
  it('keep the stricter word on consent, whoever said it later', async () => {
    const world = await aWorld()
    await world.post(
      posted('consent_changed', { channel: 'email', status: 'unsubscribed' }, { customer: ann }),
      posted(
        'consent_changed',
        { channel: 'email', status: 'subscribed' },
        {
          customer: { id: 'c1' },
          occurredAt: at(-1).toISOString(),
        },
      ),
    )
    await world.post(by({ id: 'c1', ...ann }))
    expect(await customers(world)).toMatchObject([
      { email: 'ann@example.com', email_consent: 'unsubscribed' },
    ])
  })

  it('go on with the older of two passes with one key; the younger ends as merged and takes its messages back', async () => {
    const world = await aWorld({ journeys: [sale, welcome] })
    await world.post(posted('product_added', cart('c1'), { customer: ann }))
    await world.setTime(at(5))
    await world.post(
      posted('product_added', cart('c1'), { customer: { id: 'c1', email: 'other@example.com' } }),
    )
    await world.post(by({ id: 'c1', ...ann }))
    const passes = await world.db
      .selectFrom('enrollments')
      .select(['journey_id', 'status', 'ended_by', 'entered_at'])
      .where('journey_id', '=', 'welcome')
      .orderBy('entered_at')
      .execute()
    expect(passes).toEqual([
      { journey_id: 'welcome', status: 'active', ended_by: null, entered_at: expect.any(Date) },
      { journey_id: 'welcome', status: 'exited', ended_by: 'merged', entered_at: expect.any(Date) },
    ])
    const decisions = await world.db
      .selectFrom('decisions')
      .select(['kind', 'reason', 'step_id'])
      .where('reason', '=', 'merged')
      .execute()
    expect(decisions).toEqual([{ kind: 'exited', reason: 'merged', step_id: 'rest' }])
    expect(await strays(world.db)).toEqual([])
    await world.setTime(at(70))
    expect((await world.timers()).messages).toHaveLength(1)
  })

  it('count as one under the caps', async () => {
    const mail = { ...sale, key: undefined, entry: { reenter: 'always' } }
    const settings = { caps: { transactional: { max: 1, per: '1d' } } }
    const world = await aWorld({ journeys: [mail], settings })
    await world.post(posted('product_added', cart(), { customer: ann }))
    await world.post(by({ id: 'c1' }))
    await world.post(by({ id: 'c1', ...ann }))
    const { messages } = await world.post(posted('product_added', cart(), { customer: { id: 'c1' } }))
    expect(messages).toEqual([])
  })

  it('keep what each earned', async () => {
    const goal = { event: 'order_completed', within: '5d', value: 'order.total' }
    const world = await aWorld({ journeys: [{ ...sale, goal }] })
    await world.post(posted('product_added', cart(), { customer: ann }))
    await sql`update messages set status = 'sent', wire_at = created_at`.execute(world.db)
    const order = { order: { id: 'o1', total: '10.00', currency: 'EUR' } }
    await world.post(posted('order_completed', order, { customer: ann, occurredAt: at(1).toISOString() }))
    await world.post(by({ id: 'c1' }))
    await world.post(by({ id: 'c1', ...ann }))
    await world.credit()
    expect(await world.db.selectFrom('conversions').select('value').execute()).toEqual([{ value: '10.0000' }])
    expect(await strays(world.db)).toEqual([])
  })

  it('are looked at again for segments', async () => {
    const keen = { did: 'product_viewed', count: { gte: 2 }, within: '7d' }
    const world = await aWorld({
      segments: { keen: keen as never },
      journeys: [{ ...sale, trigger: { enters: 'keen' }, key: undefined }],
    })
    await world.post(by(browser), by(ann))
    await world.post(by({ ...ann, ...browser }, 'page_viewed'))
    await world.timers()
    const types = await world.db
      .selectFrom('events')
      .select('type')
      .where('source_id', '=', 'triggerfish')
      .execute()
    expect(types.map(({ type }) => type)).toEqual(['segment_entered'])
  })
})

describe('part of a customer', () => {
  it('goes over where a name was somebody else’s first: with its events, passes and words, and nothing more', async () => {
    const world = await aWorld({ journeys: [welcome] })
    const bob = { email: 'bob@example.com' }
    await world.post(
      by({ ...bob, ...browser }, 'product_viewed', { occurredAt: at(-10).toISOString() }),
      posted('customer_updated', { size: 'L' }, { customer: bob }),
      posted('customer_updated', { color: 'red' }, { customer: browser }),
      posted('product_added', cart('c1'), { customer: browser }),
      posted('product_added', cart('c2'), { customer: bob }),
      by(ann),
    )
    await world.post(by({ ...ann, ...browser }, 'product_viewed', { occurredAt: at(-20).toISOString() }))
    expect(await namesOf(world)).toEqual(['anonymousId:a1 email:ann@example.com', 'email:bob@example.com'])
    expect(await customers(world)).toMatchObject([
      { email: 'ann@example.com', attributes: { color: 'red' } },
      { email: 'bob@example.com', attributes: { size: 'L' } },
    ])
    const passes = await world.db
      .selectFrom('enrollments as e')
      .innerJoin('customers as c', 'c.id', 'e.customer_id')
      .select(['c.email', 'e.key'])
      .orderBy('e.key')
      .execute()
    expect(passes).toEqual([
      { email: 'ann@example.com', key: 'c1' },
      { email: 'bob@example.com', key: 'c2' },
    ])
    expect(await strays(world.db)).toEqual([])
    await world.setTime(at(61))
    expect((await world.timers()).taken).toBe(2)
  })
})

describe('whoever adds a table', () => {
  it('says what becomes of it when two customers become one', async () => {
    const { db } = await aWorld()
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'customer_id' and table_name <> 'identities'`.execute(
      db,
    )
    const store = await readFile('src/pipeline/move-customer-store.ts', 'utf8')
    expect(rows.length).toBeGreaterThan(9)
    expect(rows.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(store))).toEqual([])
  })
})

describe('merges at the same time', () => {
  it('lose no event and end in the customers that the names say, in whatever batches they run', async () => {
    const world = await aWorld({ journeys: [welcome] })
    const events = Array.from({ length: 120 }, (_, n): Event => {
      const person = n % 12
      const names: Identifiers[] = [
        { anonymousId: `a${person}` },
        { email: `p${person}@example.com` },
        { id: `c${person}` },
        { cartToken: `t${person}` },
        { anonymousId: `a${person}`, cartToken: `t${person}` },
        { email: `p${person}@example.com`, cartToken: `t${person}` },
        { id: `c${person}`, email: `p${person}@example.com` },
        { id: `c${person}`, anonymousId: `a${person}` },
        { id: `c${person}`, phone: `+4915100000${person}` },
        { anonymousId: `a${(person + 1) % 12}`, email: `p${person}@example.com` },
      ]
      const occurredAt = new Date(noon.getTime() - ((n * 7919) % 1_000) * 1_000).toISOString()
      return posted(n % 3 === 0 ? 'product_added' : 'product_viewed', n % 3 === 0 ? cart(`k${n}`) : {}, {
        customer: names[(n * 31) % names.length]!,
        occurredAt,
      })
    })
    const batches = Array.from({ length: 12 }, (_, n) => events.slice(n * 10, n * 10 + 10))
    const shuffled = batches.map((_, n) => batches[(n * 7) % batches.length]!)
    await Promise.all(
      [0, 1, 2, 3].map(async worker => {
        for (const [n, batch] of shuffled.entries()) if (n % 4 === worker) await world.post(...batch)
      }),
    )
    expect(await countOf(world.db, 'events')).toBe(events.length)
    expect(await strays(world.db)).toEqual([])
    const alone = await aWorld({ journeys: [] })
    for (const event of [...events].reverse()) await alone.post(event)
    expect(await namesOf(world)).toEqual(await namesOf(alone))
  })
})
