// SQL of an erasure. In the lock order of ARCHITECTURE.md: timers, names, the customer, then what only that lock guards.
// What reports count stays, under an id that leads to nobody; everything else is deleted.
import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import { partOf } from '../model/ids.js'
import { markCustomers } from '../rollups/index.js'
import { renamed, renamedEvents } from './rename-store.js'

/** Every table with rows of customers, so that a test can tell when one is forgotten. */
export const erasedTables: readonly string[] = [
  'audience_additions',
  'audience_checks',
  'audience_entries',
  'audience_members',
  'calls',
  'consent_changes',
  'conversions',
  'coupons',
  'credit_marks',
  'credits',
  'decisions',
  'enrollments',
  'events',
  'identities',
  'messages',
  'orders',
  'outcomes',
  'product_interests',
  'timers',
  'watches',
]

/** In no order that others take them in: the timers of one customer are few, and a deadlock is repeated. */
export async function lockTimers(db: Db, customerId: string): Promise<void> {
  await sql`
    select 1 from timers where enrollment_id in (select id from enrollments where customer_id = ${customerId})
    order by enrollment_id, seq for update`.execute(db)
}

/**
 * Waits for a batch that is bringing this name at the moment, and lets the next ones wait, until the transaction ends. The
 * row it may leave belongs to nobody.
 */
export async function holdName(db: Db, { kind, value }: CustomerKey, nobody: string): Promise<void> {
  await sql`
    insert into identities (kind, value, customer_id, part, created_at)
    values (${kind}, ${value}, ${nobody}, ${partOf(nobody)}, tf_now()) on conflict do nothing`.execute(db)
}

export async function letGoOfName(db: Db, nobody: string): Promise<void> {
  await sql`delete from identities where customer_id = ${nobody}`.execute(db)
}

/** false: there is no such customer any more; a merge has made somebody else of them. */
export async function lockCustomer(db: Db, customerId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from customers where id = ${customerId} for update`.execute(db)
  return rows.length === 1
}

/** A moment after everything that has happened: times of events are in whole milliseconds. */
export async function momentOfErasure(db: Db): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    select date_trunc('milliseconds', tf_now()) + interval '1 millisecond' as at`.execute(db)
  return rows[0]!.at
}

/** All they are known by; also the addresses they are written to, unless these have become somebody else's. */
export async function namesOf(db: Db, customerId: string): Promise<CustomerKey[]> {
  const { rows } = await sql<CustomerKey>`
    select kind, value from identities where customer_id = ${customerId}
    union
    select a.kind, a.value from customers c
    cross join lateral (values ('email', c.email), ('phone', c.phone)) as a(kind, value)
    where c.id = ${customerId} and a.value is not null
      and not exists (select from identities i where i.kind = a.kind and i.value = a.value)`.execute(db)
  return rows
}

export interface Tombstone {
  readonly hash: Buffer
  readonly erasedAt: Date
  readonly receipt: string
}

/** A name may be erased again, in another life: the later erasure counts. */
export async function writeTombstones(db: Db, stones: readonly Tombstone[]): Promise<void> {
  const rows = stones.map(({ hash, ...rest }) => ({ ...rest, hash: hash.toString('hex') }))
  await sql`
    insert into erasures (name_hash, erased_at, receipt)
    select decode(hash, 'hex'), "erasedAt", receipt
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(hash text, "erasedAt" timestamptz, receipt uuid)
    order by hash
    on conflict (name_hash) do update set erased_at = excluded.erased_at, receipt = excluded.receipt
      where erasures.erased_at < excluded.erased_at`.execute(db)
}

/** Rows by table, deleted or emptied. The caller holds the customer's lock. */
export type RowCounts = Readonly<Record<string, number>>

export async function eraseRows(db: Db, customerId: string, at: Date): Promise<RowCounts> {
  const ghost = randomUUID()
  // Passes and messages that are under way end with them.
  await markCustomers(db, [customerId])
  const passes = await renamed(db, sql`select id from enrollments where customer_id = ${customerId}`)
  // One on the wire keeps its id: what becomes of it is still to be recorded.
  const sent = await renamed(
    db,
    sql`select id from messages where customer_id = ${customerId} and status <> 'on_wire' order by id for update`,
  )
  const reached = await renamedEvents(db, customerId)
  const mine = sql`customer_id = ${customerId}`
  const moved = sql`customer_id = ${ghost}, part = ${partOf(ghost)}::smallint`
  const pass = sql`(select y."to" from ${passes} y where y."from" = t.enrollment_id)`
  const earnedBy = sql`event_id = r."to", enrollment_id = coalesce(${pass}, gen_random_uuid()),
    message_id = coalesce((select y."to" from ${sent} y where y."from" = t.message_id), t.message_id)`
  const isReached = sql`t.source_id = r.source and t.event_id = r."from" and t.customer_id = ${customerId}`
  const statements: [string, RawBuilder<unknown>][] = [
    ['timers', sql`delete from timers where enrollment_id in (select "from" from ${passes} y)`],
    ['watches', sql`delete from watches where ${mine}`],
    ['audience_members', sql`delete from audience_members where ${mine}`],
    ['audience_additions', sql`delete from audience_additions where ${mine}`],
    ['audience_checks', sql`delete from audience_checks where ${mine}`],
    // Whoever is on an ad platform is taken from there first, by a hash that leads to nobody here, and forgotten then
    // (docs/reference/audiences.md). One that is being added just now is looked at again when that is over.
    [
      'audience_entries',
      sql`with untold as (
          delete from audience_entries where ${mine} and told is false and status <> 'claimed'
        )
        update audience_entries set customer_id = null, part = null, wanted = false, attempts = 0, reason = null,
        due_at = tf_now(), changed_at = tf_now(), status = case when status = 'claimed' then status else 'queued' end
        where ${mine} and (told is distinct from false or status = 'claimed')`,
    ],
    ['product_interests', sql`delete from product_interests where ${mine}`],
    ['calls', sql`delete from calls where ${mine}`],
    // The code stays given out. To whom, the shop knows by its own order.
    ['coupons', sql`update coupons set customer_id = null, claim = gen_random_uuid() where ${mine}`],
    [
      'events',
      sql`update events set ${moved}, id = 'erased:' || gen_random_uuid(), properties = '{}', refusals = null,
        named_by = null where ${mine}`,
    ],
    ['consent_changes', sql`delete from consent_changes where ${mine}`],
    ['short_links', sql`delete from short_links where message_id in (select id from messages where ${mine})`],
    [
      'messages',
      sql`update messages t set ${moved}, id = coalesce((select y."to" from ${sent} y where y."from" = t.id), t.id),
        enrollment_id = ${pass}, provider_id = null, items = null, content = '',
        status = case when status in ('queued', 'claimed') then 'withdrawn' else status end,
        reason = case when status in ('queued', 'claimed', 'on_wire') then 'erased' else reason end,
        claim_token = case when status = 'on_wire' then claim_token end,
        lease_until = case when status = 'on_wire' then lease_until end
        where ${mine}`,
    ],
    [
      'conversions',
      sql`update conversions t set ${moved}, ${earnedBy}, order_id = null from ${reached} r where ${isReached}`,
    ],
    ['credits', sql`update credits t set ${moved}, ${earnedBy} from ${reached} r where ${isReached}`],
    [
      'orders',
      sql`update orders t set ${moved}, event_id = r."to", order_id = null from ${reached} r where ${isReached}`,
    ],
    ['outcomes', sql`update outcomes t set ${moved}, enrollment_id = ${pass} where ${mine}`],
    ['credit_marks', sql`delete from credit_marks where ${mine}`],
    [
      'decisions',
      // Reports go on counting which cap kept messages back.
      sql`update decisions t set ${moved}, enrollment_id = y."to",
        detail = case when t.reason in ('capped', 'room_kept', 'quiet_hours') then jsonb_strip_nulls(jsonb_build_object(
          'channel', t.detail -> 'channel', 'because', jsonb_build_object('cap', t.detail #> '{because,cap}'))) end
        from ${passes} y where y."from" = t.enrollment_id`,
    ],
    [
      'enrollments',
      sql`update enrollments t set ${moved}, id = y."to", key = 'erased:' || gen_random_uuid(),
        event_id = 'erased:' || gen_random_uuid(), data = '{}', outputs = '{}', wake_at = null, due_at = null,
        ended_at = case status when 'active' then ${at} else ended_at end,
        ended_by = case status when 'active' then 'erased' else ended_by end,
        status = case status when 'active' then 'exited' else status end
        from ${passes} y where y."from" = t.id`,
    ],
    ['identities', sql`delete from identities where ${mine}`],
    ['customers', sql`delete from customers where id = ${customerId}`],
  ]
  const counts: Record<string, number> = {}
  for (const [table, statement] of statements)
    counts[table] = Number((await statement.execute(db)).numAffectedRows ?? 0)
  return counts
}

/** What other rows say of somebody by these names. */
export async function eraseNames(
  db: Db,
  names: readonly CustomerKey[],
  customerId: string | null,
): Promise<void> {
  const named = sql`unnest(
    ${textColumn(names, ({ kind }) => kind)}::text[], ${textColumn(names, ({ value }) => value)}::text[]
  ) as n(kind, value)`
  await sql`
    delete from suppressions s using ${named}
    where s.channel = case n.kind when 'email' then 'email' when 'phone' then 'sms' end and s.address = n.value`.execute(
    db,
  )
  await sql`
    delete from suppression_changes s using ${named}
    where s.channel = case n.kind when 'email' then 'email' when 'phone' then 'sms' end and s.address = n.value`.execute(
    db,
  )
  // Whoever looked at these tokens before must look again, or would write the name down once more.
  await sql`
    with cleared as (
      update identities i set known_kind = null, known_value = null, known_at = null from ${named}
      where i.known_value = n.value and i.known_kind = n.kind returning i.customer_id
    )
    update customers set names_version = names_version + 1 where id in (select customer_id from cleared)`.execute(
    db,
  )
  await sql`
    delete from identity_links l using ${named}
    where l.kind = n.kind and l.value = n.value or n.kind = 'anonymousId' and l.anonymous_id = n.value`.execute(
    db,
  )
  await sql`
    update privacy_requests r set names = '{}', done_at = coalesce(r.done_at, tf_now()), result = coalesce(r.result, 'erased')
    where exists (select from ${named} where r.names ->> n.kind = n.value)`.execute(db)
  if (customerId === null) return
  await sql`
    with recursive lives as (
      select ${customerId}::uuid as id
      union
      select m.from_id from customer_merges m join lives on m.into_id = lives.id where m.kind = 'merged'
    )
    delete from customer_merges where from_id in (select id from lives) or into_id in (select id from lives)`.execute(
    db,
  )
}
