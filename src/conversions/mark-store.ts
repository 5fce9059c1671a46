// Marks: customers whose conversions have to be counted anew. Written in the transaction that changes something about them,
// and only added to, so that nobody waits for anybody.
import { type RawBuilder, sql } from 'kysely'
import { plainColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'

export async function markForCredit(db: Db, customerIds: readonly string[]): Promise<void> {
  const ids = [...new Set(customerIds)]
  if (ids.length === 0) return
  await sql`insert into credit_marks (customer_id) select unnest(${plainColumn(ids, id => id)}::uuid[])`.execute(
    db,
  )
}

/**
 * The marks of messages that a statement has changed, as a part of it: `changed` is its common table expression with
 * customer_id, wire_at and was_wire_at. What turns out to be out, or not, may have had a part in an order before that.
 */
export const creditMarksOf = (changed: 'changed'): RawBuilder<unknown> => sql`
  insert into credit_marks (customer_id)
  select distinct customer_id from ${sql.table(changed)} where (wire_at is null) <> (was_wire_at is null)`

/** Everybody who came into a journey or ordered since; null: ever. Answers how many. In a transaction. */
export async function markAllForCredit(db: Db, since: Date | null): Promise<number> {
  // All events are read, of which there may be years: once, or by hand. It keeps nobody waiting.
  await sql`select set_config('statement_timeout', '0', true)`.execute(db)
  const { numAffectedRows } = await sql`
    insert into credit_marks (customer_id)
    select customer_id from enrollments
    where ${since}::timestamptz is null or entered_at >= ${since}::timestamptz
    union
    select customer_id from events
    -- An order counts no later than it was processed, by which an index finds it.
    where type = 'order_completed' and (${since}::timestamptz is null or processed_at >= ${since}::timestamptz)`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0)
}

const countedFor = 'credit counted for '
const noHoldout = 'no holdout'

/**
 * Everybody, once for each set of rules that apply to all journeys: after migrating from a program that counted otherwise,
 * and whenever the goal of the global holdout is another one. What a journey says goes by versions, of passes to come.
 */
export async function markByNewRules(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select x.name from (
      select ${countedFor} || coalesce(((settings -> 'holdout') - 'share')::text, ${noHoldout}) as name from workspace
    ) x where not exists (select from job_cursors j where j.name = x.name)`.execute(db)
  const [rules] = rows
  if (!rules) return
  const { numAffectedRows: before } = await sql`
    delete from job_cursors where starts_with(name, ${countedFor})`.execute(db)
  await sql`insert into job_cursors (name, position) values (${rules.name}, tf_now())`.execute(db)
  // Where it is given up, there is nothing to count for it.
  if (before && rules.name === `${countedFor}${noHoldout}`) return
  await markAllForCredit(db, null)
}

export async function isMarked(db: Db, customerId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from credit_marks where customer_id = ${customerId} limit 1`.execute(db)
  return rows.length > 0
}

export interface CreditMark {
  readonly id: string
  readonly customerId: string
}

/** The oldest marks, of at most so many customers, that are there for so many real milliseconds. */
export async function oldestMarks(db: Db, customers: number, restMs: number): Promise<CreditMark[]> {
  const { rows } = await sql<CreditMark>`
    select id, "customerId" from (
      select id, customer_id as "customerId", dense_rank() over (order by first) as n from (
        select id, customer_id, min(id) over (partition by customer_id) as first from (
          select * from credit_marks where marked_at <= clock_timestamp() - ${restMs} * interval '1 millisecond'
          order by id limit ${10 * customers}
        ) oldest
      ) marked
    ) ranked where n <= ${customers}`.execute(db)
  return rows
}

/** Locks those of the customers whom nobody else has just now. */
export async function lockFree(db: Db, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers where id = any(${ids}::uuid[]) order by id for no key update skip locked`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/**
 * Takes away the marks of customers who are locked, and of those who are gone. What is read after this includes whatever
 * the marks were made for.
 */
export async function takeMarks(
  db: Db,
  marks: readonly CreditMark[],
  locked: readonly string[],
): Promise<void> {
  const ids = marks.map(({ id }) => id)
  await sql`
    delete from credit_marks m
    where m.id = any(${ids}::bigint[]) and (
      m.customer_id = any(${locked}::uuid[]) or not exists (select from customers c where c.id = m.customer_id))`.execute(
    db,
  )
}
