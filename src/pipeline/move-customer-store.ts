// Rows of one customer that become another's, in PostgreSQL: all of them, or those that came by some of the names. The
// caller holds both locks. Where a table with customers is added, it is added here too (the tests of merging look).
import { type RawBuilder, sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import { checkAudiences } from './audience-store.js'

export interface Between {
  readonly from: string
  readonly into: string
}

export interface EndedTwin {
  readonly id: string
  readonly journeyId: string
  readonly version: number
  readonly seq: number
  readonly stepId: string | null
  readonly wentOn: string
}

/**
 * Two passes of one person through one journey with one key: the older goes on, the younger ends here. `moving`: only
 * these passes of `from`; null: all.
 */
export async function endTwins(
  db: Db,
  { from, into }: Between,
  moving: readonly string[] | null,
  now: Date,
): Promise<EndedTwin[]> {
  const { rows } = await sql<EndedTwin>`
    with twins as (
      select a.id as one, b.id as other, (a.entered_at, a.id) > (b.entered_at, b.id) as other_is_older
      from enrollments a join enrollments b on b.journey_id = a.journey_id and b.key = a.key
      where a.customer_id = ${from} and a.status = 'active' and b.customer_id = ${into} and b.status = 'active'
        and (${moving}::uuid[] is null or a.id = any(${moving}::uuid[]))
    ), younger as (
      select case when other_is_older then one else other end as id,
        case when other_is_older then other else one end as went_on
      from twins
    ), before as (
      select e.id, e.step_id, y.went_on from enrollments e join younger y on y.id = e.id
    )
    update enrollments e set status = 'exited', ended_by = 'merged', ended_at = ${now}, step_id = null, wake_at = null,
      due_at = null, seq = e.seq + 1
    from before where before.id = e.id
    returning e.id, e.journey_id as "journeyId", e.version, e.seq, before.step_id as "stepId",
      before.went_on as "wentOn"`.execute(db)
  return rows
}

const customersTables = ['enrollments', 'events', 'messages', 'calls', 'consent_changes'] as const
/** What was counted from those; it is counted anew after a move. Marks for that (credit_marks) lapse where nobody is left. */
const earned = ['conversions', 'credits', 'orders', 'outcomes'] as const

/** Everything that is `from`'s is `into`'s afterwards, but the customer, the names and the watch. */
export async function moveAll(db: Db, between: Between): Promise<void> {
  const { from } = between
  await moveTimers(
    db,
    between,
    sql`select id from enrollments where customer_id = ${from} and status = 'active'`,
  )
  await sql`
    update decisions set ${owner(between)}
    where enrollment_id in (select id from enrollments where customer_id = ${from})`.execute(db)
  for (const table of [...customersTables, ...earned])
    await sql`update ${sql.table(table)} set ${owner(between)} where customer_id = ${from}`.execute(db)
  await sql`update coupons set customer_id = ${between.into} where customer_id = ${from}`.execute(db)
  for (const table of ['audience_additions', 'audience_entries'])
    await sql`update ${sql.table(table)} set ${owner(between)} where customer_id = ${from}`.execute(db)
  await sql`delete from audience_checks where customer_id = ${from}`.execute(db)
  await moveAudiences(db, between)
  await moveInterests(db, between)
}

const owner = ({ into }: Between): RawBuilder<unknown> =>
  sql`customer_id = ${into}, part = ${partOf(into)}::smallint`

/** Passes that began with an event that came by one of these names. */
export async function passesOfNames(db: Db, from: string, nameIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select e.id from events t join enrollments e on e.source_id = t.source_id and e.event_id = t.id
    where t.customer_id = ${from} and t.named_by = any(${nameIds}::uuid[]) and e.customer_id = ${from}`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** What was confirmed by a message of these passes was said by who was asked, whatever name the link told it by. */
export async function nameConfirmations(
  db: Db,
  from: string,
  nameId: string,
  passes: readonly string[],
): Promise<void> {
  if (passes.length === 0) return
  await sql`
    update events set named_by = ${nameId}
    where customer_id = ${from} and type = 'consent_changed' and source_id = 'triggerfish' and named_by is null
      and properties ->> 'messageId' in (select id::text from messages where enrollment_id = any(${passes}::uuid[]))`.execute(
    db,
  )
}

/** Events that came by these names, what they said of consent and earned, and these passes with all that is theirs. */
export async function movePart(
  db: Db,
  between: Between,
  nameIds: readonly string[],
  passes: readonly string[],
): Promise<void> {
  const { from } = between
  await moveTimers(db, between, sql`select unnest(${passes}::uuid[])`)
  await sql`
    with moved as (
      update events set ${owner(between)} where customer_id = ${from} and named_by = any(${nameIds}::uuid[])
      returning source_id, id
    ), consents as (
      update consent_changes c set ${owner(between)} from moved where c.source_id = moved.source_id and c.event_id = moved.id
    ), ordered as (
      update orders o set ${owner(between)} from moved where o.source_id = moved.source_id and o.event_id = moved.id
    ), shares as (
      update credits c set ${owner(between)} from moved where c.source_id = moved.source_id and c.event_id = moved.id
    )
    update conversions c set ${owner(between)} from moved where c.source_id = moved.source_id and c.event_id = moved.id`.execute(
    db,
  )
  for (const table of ['decisions', 'messages', 'calls', 'outcomes'])
    await sql`
      update ${sql.table(table)} set ${owner(between)}
      where customer_id = ${from} and enrollment_id = any(${passes}::uuid[])`.execute(db)
  await sql`update enrollments set ${owner(between)} where id = any(${passes}::uuid[])`.execute(db)
  await divideInterests(db, between)
}

/**
 * Timers are locked before customers by whoever takes them: those are passed over here, and find their customer by the
 * enrollment.
 */
const moveTimers = (db: Db, between: Between, enrollments: RawBuilder<unknown>): Promise<unknown> =>
  sql`
    update timers t set ${owner(between)}
    from (
      select enrollment_id, seq from timers where enrollment_id in (${enrollments}) for update skip locked
    ) free
    where t.enrollment_id = free.enrollment_id and t.seq = free.seq`.execute(db)

async function moveAudiences(db: Db, { from, into }: Between): Promise<void> {
  await sql`
    with gone as (delete from audience_members where customer_id = ${from} returning audience, added_at)
    insert into audience_members (audience, customer_id, part, added_at)
    select audience, ${into}::uuid, ${partOf(into)}::smallint, added_at from gone
    on conflict (audience, customer_id) do update set added_at = least(audience_members.added_at, excluded.added_at)`.execute(
    db,
  )
}

async function moveInterests(db: Db, { from, into }: Between): Promise<void> {
  await sql`
    with gone as (
      delete from product_interests where customer_id = ${from} returning product_id, viewed_at, carted_at, bought_at
    )
    insert into product_interests (product_id, customer_id, part, viewed_at, carted_at, bought_at)
    select product_id, ${into}::uuid, ${partOf(into)}::smallint, viewed_at, carted_at, bought_at from gone
    on conflict (product_id, customer_id) do update set
      viewed_at = greatest(product_interests.viewed_at, excluded.viewed_at),
      carted_at = greatest(product_interests.carted_at, excluded.carted_at),
      bought_at = greatest(product_interests.bought_at, excluded.bought_at)`.execute(db)
}

/** Which of the two was interested nobody can tell from the sums: both were. */
async function divideInterests(db: Db, { from, into }: Between): Promise<void> {
  await sql`
    insert into product_interests (product_id, customer_id, part, viewed_at, carted_at, bought_at)
    select product_id, ${into}::uuid, ${partOf(into)}::smallint, viewed_at, carted_at, bought_at
    from product_interests where customer_id = ${from}
    on conflict do nothing`.execute(db)
}

/** `names` null: all of `from`'s. */
export async function moveNames(
  db: Db,
  between: Between,
  names: readonly { kind: string; value: string }[] | null,
): Promise<void> {
  if (names === null) {
    await sql`update identities set ${owner(between)} where customer_id = ${between.from}`.execute(db)
    return
  }
  await sql`
    update identities i set ${owner(between)}
    from unnest(
      ${plainColumn(names, ({ kind }) => kind)}::text[], ${textColumn(names, ({ value }) => value)}::text[]
    ) as n(kind, value)
    where i.kind = n.kind and i.value = n.value and i.customer_id = ${between.from}`.execute(db)
}

/** What was known of a segment or a date is known of somebody else now: looked at again at once. */
export async function lookAgain(db: Db, customerIds: readonly string[], now: Date): Promise<void> {
  await sql`update watches set due_at = ${now} where customer_id = any(${customerIds}::uuid[])`.execute(db)
  await checkAudiences(db, customerIds)
}

/** Whoever has come into being by a move is watched too, as what they were part of was. */
export async function shareWatch(db: Db, { from, into }: Between): Promise<void> {
  await sql`
    insert into watches (customer_id, part, checked_at, members, due_at)
    select ${into}::uuid, ${partOf(into)}::smallint, checked_at, members, due_at from watches where customer_id = ${from}
    on conflict do nothing`.execute(db)
}

/** The customer was known since the earlier of the two. */
export async function endCustomer(db: Db, { from, into }: Between): Promise<void> {
  await sql`
    update customers w set created_at = least(w.created_at, l.created_at)
    from customers l where w.id = ${into} and l.id = ${from}`.execute(db)
  await sql`delete from watches where customer_id = ${from}`.execute(db)
  await sql`delete from customers where id = ${from}`.execute(db)
}

export interface NewMerge extends Between {
  readonly id: string
  readonly kind: 'merged' | 'moved' | 'split'
  readonly names: readonly { readonly kind: string; readonly value: string }[]
  readonly reason: string
  readonly source: string | null
  readonly eventId: string | null
}

export async function insertMerge(db: Db, merge: NewMerge, now: Date): Promise<void> {
  await sql`
    insert into customer_merges (id, kind, from_id, into_id, names, reason, source_id, event_id, merged_at)
    values (${merge.id}, ${merge.kind}, ${merge.from}, ${merge.into}, ${JSON.stringify(merge.names)}::jsonb,
      ${merge.reason}, ${merge.source}, ${merge.eventId}, ${now})`.execute(db)
}
