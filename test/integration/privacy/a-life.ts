// Somebody with a row in every table that has rows of customers, and a look at everything an installation keeps.
import { Redis } from 'ioredis'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../src/db/index.js'
import { partOf } from '../../../src/model/ids.js'
import { newId } from '../../../src/platform/new-id.js'
import { at, cart, noon, posted, type World } from '../../support/pipeline-world.js'
import type { TestRedis } from '../../support/redis.js'

export interface Life {
  readonly customerId: string
  /** Every text that leads to the person. */
  readonly marks: readonly string[]
}

/** `who` is in every name and value of theirs. */
export async function aLife(world: World, who: string): Promise<Life> {
  const email = `${who}@example.com`
  const phone = `+4915100${who.length}${who.charCodeAt(0)}`
  const names = { id: `shop-${who}`, email, phone, anonymousId: `browser-${who}` }
  const own = (type: string, properties = {}, rest = {}) =>
    posted(type, properties, { id: `evt-${type}-${who}`, customer: names, ...rest })
  await world.post(
    posted(
      'product_viewed',
      { note: `seen-by-${who}` },
      { id: `evt-view-${who}`, customer: { anonymousId: names.anonymousId } },
    ),
  )
  await world.post(
    own('consent_changed', {
      channel: 'email',
      status: 'subscribed',
      wording: `I am ${who}`,
      ip: `ip-of-${who}`,
    }),
    own('customer_updated', { city: `city-of-${who}` }),
    own('product_added', cart(`cart-of-${who}`)),
  )
  await world.setTime(at(61))
  await world.timers()
  await world.post(
    own(
      'order_completed',
      { order: { id: `order-of-${who}`, total: '129.50', currency: 'EUR' }, cart: { id: `cart-of-${who}` } },
      { occurredAt: at(62).toISOString(), receivedAt: at(62).toISOString() },
    ),
    own('product_added', cart(`later-cart-of-${who}`), {
      id: `evt-later-${who}`,
      occurredAt: at(63).toISOString(),
      receivedAt: at(63).toISOString(),
    }),
  )
  const db = world.db as Kysely<Database>
  const { customer_id: customerId } = await db
    .selectFrom('identities')
    .select('customer_id')
    .where('kind', '=', 'email')
    .where('value', '=', email)
    .executeTakeFirstOrThrow()
  await furnish(db, customerId, who, email)
  return {
    customerId,
    marks: [who, email, phone, customerId, names.id, names.anonymousId],
  }
}

/** What takes too long a way through the whole program. */
async function furnish(db: Kysely<Database>, customerId: string, who: string, email: string): Promise<void> {
  const mine = { customer_id: customerId, part: partOf(customerId) }
  const enrollment = await db
    .selectFrom('enrollments')
    .select('id')
    .where('customer_id', '=', customerId)
    .orderBy('entered_at')
    .executeTakeFirstOrThrow()
  const step = { enrollment_id: enrollment.id, journey_id: 'cart-recovery', version: 1, pass: 1 }
  const message = {
    ...mine,
    ...step,
    channel: 'email' as const,
    template: 'cart-reminder',
    created_at: noon,
    due_at: noon,
  }
  const sent = newId()
  await db
    .insertInto('messages')
    .values([
      {
        ...message,
        id: sent,
        step_id: 'first',
        status: 'sent',
        wire_at: noon,
        sent_at: noon,
        provider_id: `provider-${who}`,
      },
      { ...message, id: newId(), step_id: 'second', status: 'queued', content: `for-${who}` },
    ])
    .execute()
  await db
    .insertInto('conversions')
    .values({
      ...mine,
      source_id: 'shop',
      event_id: `evt-order-${who}`,
      message_id: sent,
      enrollment_id: enrollment.id,
      journey_id: 'cart-recovery',
      version: 1,
      step_id: 'first',
      channel: 'email',
      occurred_at: at(62),
      value: '129.50',
      currency: 'EUR',
      order_id: `order-${who}`,
      entered_at: noon,
      touched_at: noon,
    })
    .execute()
  const all = '1.00000000'
  await db
    .insertInto('credits')
    .values({
      ...mine,
      source_id: 'shop',
      event_id: `evt-order-${who}`,
      goal: 'primary',
      message_id: sent,
      enrollment_id: enrollment.id,
      journey_id: 'cart-recovery',
      version: 1,
      step_id: 'first',
      channel: 'email',
      entered_at: noon,
      touched_at: noon,
      last_touch: all,
      first_touch: all,
      linear: all,
      position: all,
      decay: all,
    })
    .execute()
  await db
    .insertInto('orders')
    .values({
      ...mine,
      source_id: 'shop',
      event_id: `evt-order-${who}`,
      occurred_at: at(62),
      order_id: `order-${who}`,
      value: '129.50',
      currency: 'EUR',
      refunded: '0',
      cancelled: false,
    })
    .execute()
  await db
    .insertInto('outcomes')
    .values({
      ...mine,
      enrollment_id: enrollment.id,
      goal: 'primary',
      journey_id: 'cart-recovery',
      entered_at: noon,
      conversions: 1,
      amounts: JSON.stringify({ EUR: '129.50' }),
      first_at: at(62),
    })
    .execute()
  await db
    .insertInto('calls')
    .values({
      ...mine,
      ...step,
      id: newId(),
      step_id: 'tell',
      kind: 'webhook',
      target: 'crm',
      payload: JSON.stringify({ about: who }),
      answers: false,
      status: 'queued',
      created_at: noon,
      due_at: noon,
    })
    .execute()
  await db
    .insertInto('coupons')
    .values({
      pool: 'SAVE10',
      code: `code-${customerId.slice(0, 1)}${newId()}`,
      claim: newId(),
      customer_id: customerId,
      claimed_at: noon,
    })
    .execute()
  await db
    .insertInto('audience_members')
    .values({ audience: 'vip', ...mine, added_at: noon })
    .execute()
  await db
    .insertInto('audience_entries')
    .values([
      {
        ...mine,
        audience: 'vip',
        hash: `hash-of-${who}`,
        kind: 'email',
        wanted: true,
        told: false,
        status: 'queued' as const,
        due_at: noon,
        changed_at: noon,
      },
      {
        ...mine,
        audience: 'ads',
        hash: `told-${newId()}`,
        kind: 'email',
        wanted: true,
        told: true,
        status: 'done' as const,
        due_at: noon,
        changed_at: noon,
      },
    ])
    .execute()
  await sql`
    insert into short_links (code, message_id, url)
    select left(md5(m.id::text), 9), m.id, ${`https://shop.example/cart/of-${who}`}
    from messages m where m.customer_id = ${customerId}`.execute(db)
  await db
    .insertInto('audience_additions')
    .values({ ...mine, journey_id: 'cart-recovery', step_id: 'show', audience: 'vip', added_at: noon })
    .execute()
  await db.insertInto('audience_checks').values({ customer_id: customerId }).execute()
  await db
    .insertInto('product_interests')
    .values({ product_id: 'p-1', ...mine, viewed_at: noon })
    .execute()
  await db
    .insertInto('watches')
    .values({ ...mine, checked_at: noon, members: '{}', due_at: null })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await db
    .insertInto('suppressions')
    .values({ channel: 'email', address: email, reason: 'hard_bounce', created_at: noon })
    .execute()
  await db
    .insertInto('suppression_changes')
    .values({
      channel: 'email',
      address: email,
      change: 'added',
      reason: 'hard_bounce',
      note: null,
      made_by: 'shop',
      changed_at: noon,
    })
    .execute()
  await db
    .insertInto('failed_events')
    .values({
      id: newId(),
      source_id: 'shop',
      event_id: `evt-bad-${who}`,
      event: JSON.stringify({ id: 'x', customer: { id: `shop-${who}` }, properties: {} }),
      reason: 'too odd',
    })
    .execute()
  await sql`
    insert into failed_webhooks (id, platform, source_id, topic, key, received_at, body, reason)
    values (${newId()}, 'shopify', 'shop', 'orders/create', ${`key-${customerId.slice(9)}`}, now(),
      ${`{"email":"${email.toUpperCase()}"`}, 'cut')`.execute(db)
  await sql`
    insert into customer_merges (id, kind, from_id, into_id, names, reason, merged_at)
    values (${newId()}, 'merged', ${newId()}, ${customerId}, ${JSON.stringify({ email })}, 'login', now())`.execute(
    db,
  )
  await sql`insert into identity_links values ('cartToken', ${`token-${who}`}, ${`browser-${who}`})`.execute(
    db,
  )
  await sql`
    insert into privacy_requests (id, source_id, kind, names, received_at, due_at)
    values (${newId()}, 'shop', 'export', ${JSON.stringify({ email })}, now(), now())`.execute(db)
}

/** The text of every row of every table. */
export async function everything(db: Kysely<Database>): Promise<Map<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    db,
  )
  const texts = new Map<string, string>()
  for (const { name } of tables) {
    const { rows } = await sql<{
      text: string
    }>`select t::text as text from ${sql.table(name)} t order by 1`.execute(db)
    texts.set(name, rows.map(({ text }) => text).join('\n'))
  }
  return texts
}

/** Where any of these marks is found. */
export const findMarks = (texts: ReadonlyMap<string, string>, marks: readonly string[]): string[] =>
  [...texts].flatMap(([name, text]) =>
    marks.filter(mark => text.toLowerCase().includes(mark.toLowerCase())).map(mark => `${name}: ${mark}`),
  )

/** Every key of a corner of Redis, and all that is in it. */
export async function everythingInRedis({ url, prefix }: TestRedis): Promise<Map<string, string>> {
  const redis = new Redis(url)
  try {
    const texts = new Map<string, string>()
    for await (const keys of redis.scanStream({ match: `*${prefix}*` }))
      for (const key of keys as string[]) texts.set(key, JSON.stringify(await contentOf(redis, key)))
    return texts
  } finally {
    redis.disconnect()
  }
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key)
  if (type === 'hash') return await redis.hgetall(key)
  if (type === 'list') return await redis.lrange(key, 0, -1)
  if (type === 'set') return await redis.smembers(key)
  if (type === 'zset') return await redis.zrange(key, '0', '-1')
  if (type === 'stream') return await redis.xrange(key, '-', '+')
  return await redis.get(key)
}
