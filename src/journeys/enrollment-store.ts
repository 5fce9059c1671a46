// Enrollments, their timers and decisions in PostgreSQL, for whole batches.
import { sql } from 'kysely'
import { jsonColumn, plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import type { Decision, Enrollment, Timer } from './engine/index.js'

const columns = sql`e.id, e.customer_id as "customerId", e.journey_id as "journeyId", e.version, e.key, e.status,
  e.step_id as "stepId", e.seq, e.pass, e.wake_at as "wakeAt", e.due_at as "dueAt", e.holdout,
  coalesce(e.held_by, case when e.holdout then 'journey' end) as "heldBy", e.variants, e.country, e.segments,
  e.entered_at as "enteredAt", e.triggered_at as "triggeredAt", e.ended_at as "endedAt", e.ended_by as "endedBy",
  e.source_id as source, e.event_id as "eventId"`

/** A message on the wire with a reason has been taken back already, as far as that can be. */
const stillToBeTakenBack = sql`(status in ('queued', 'claimed') or (status = 'on_wire' and reason is null))`

/**
 * What the engine must know of these customers: enrollments that are active or have messages not yet handed over, and the
 * latest earlier one of each journey that may be entered, and key (without data and outputs, which only steps read). The
 * caller holds the customers' locks.
 */
export async function loadEnrollments(
  db: Db,
  customerIds: readonly string[],
  enteredJourneys: readonly string[],
): Promise<Enrollment[]> {
  if (customerIds.length === 0) return []
  const { rows } = await sql<Enrollment>`
    with waiting as (
      select enrollment_id, count(*)::integer as messages from messages
      where customer_id = any(${customerIds}::uuid[]) and ${stillToBeTakenBack} group by enrollment_id
    ), live as (
      select ${columns}, e.data, e.outputs, coalesce(w.messages, 0) as "queuedMessages"
      from enrollments e left join waiting w on w.enrollment_id = e.id
      where e.customer_id = any(${customerIds}::uuid[]) and (e.status = 'active' or w.messages > 0)
    ), earlier as (
      select distinct on (e.customer_id, e.journey_id, e.key) ${columns}, '{}'::jsonb as data, '{}'::jsonb as outputs,
        0 as "queuedMessages"
      from enrollments e
      where e.customer_id = any(${customerIds}::uuid[]) and e.journey_id = any(${enteredJourneys}::text[])
        and e.status <> 'active' and e.id not in (select enrollment_id from waiting)
      order by e.customer_id, e.journey_id, e.key, e.entered_at desc
    )
    select * from live union all select * from earlier order by "enteredAt", id`.execute(db)
  return rows
}

/** Changes first, then additions: an enrollment may end and the next one of the same key begin in one batch. */
export async function saveEnrollments(
  db: Db,
  { changed, added }: { changed: readonly Enrollment[]; added: readonly Enrollment[] },
): Promise<void> {
  if (changed.length > 0) await updateEnrollments(db, changed)
  if (added.length > 0) await insertEnrollments(db, added)
}

async function updateEnrollments(db: Db, rows: readonly Enrollment[]): Promise<void> {
  await sql`
    update enrollments e set version = x.version, status = x.status, step_id = x.step_id, seq = x.seq, pass = x.pass,
      wake_at = x.wake_at, due_at = x.due_at, outputs = x.outputs, variants = x.variants, ended_at = x.ended_at, ended_by = x.ended_by
    from unnest(
      ${plainColumn(rows, ({ id }) => id)}::uuid[],
      ${plainColumn(rows, ({ version }) => version)}::integer[],
      ${plainColumn(rows, ({ status }) => status)}::text[],
      ${textColumn(rows, ({ stepId }) => stepId)}::text[],
      ${plainColumn(rows, ({ seq }) => seq)}::integer[],
      ${plainColumn(rows, ({ pass }) => pass)}::integer[],
      ${plainColumn(rows, ({ wakeAt }) => wakeAt)}::timestamptz[],
      ${plainColumn(rows, ({ dueAt }) => dueAt)}::timestamptz[],
      ${jsonColumn(rows, ({ outputs }) => outputs)},
      ${jsonColumn(rows, ({ variants }) => variants)},
      ${plainColumn(rows, ({ endedAt }) => endedAt)}::timestamptz[],
      ${textColumn(rows, ({ endedBy }) => endedBy)}::text[]
    ) as x(id, version, status, step_id, seq, pass, wake_at, due_at, outputs, variants, ended_at, ended_by)
    where e.id = x.id`.execute(db)
}

async function insertEnrollments(db: Db, rows: readonly Enrollment[]): Promise<void> {
  await sql`
    insert into enrollments (id, customer_id, part, journey_id, version, key, status, step_id, seq, pass, wake_at,
      due_at, holdout, entered_at, triggered_at, ended_at, ended_by, source_id, event_id, data, outputs, held_by, variants,
      country, segments)
    select x.id, customer_id, part, journey_id, version, key, status, step_id, seq, pass, wake_at, due_at, holdout, entered_at,
      triggered_at, ended_at, ended_by, source_id, event_id, data, outputs, held_by, variants, country,
      string_to_array(segments, ' ')
    from unnest(
      ${plainColumn(rows, ({ id }) => id)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(rows, ({ journeyId }) => journeyId)}::text[],
      ${plainColumn(rows, ({ version }) => version)}::integer[],
      ${textColumn(rows, ({ key }) => key)}::text[],
      ${plainColumn(rows, ({ status }) => status)}::text[],
      ${textColumn(rows, ({ stepId }) => stepId)}::text[],
      ${plainColumn(rows, ({ seq }) => seq)}::integer[],
      ${plainColumn(rows, ({ pass }) => pass)}::integer[],
      ${plainColumn(rows, ({ wakeAt }) => wakeAt)}::timestamptz[],
      ${plainColumn(rows, ({ dueAt }) => dueAt)}::timestamptz[],
      ${plainColumn(rows, ({ holdout }) => String(holdout))}::boolean[],
      ${plainColumn(rows, ({ enteredAt }) => enteredAt)}::timestamptz[],
      ${plainColumn(rows, ({ triggeredAt }) => triggeredAt)}::timestamptz[],
      ${plainColumn(rows, ({ endedAt }) => endedAt)}::timestamptz[],
      ${textColumn(rows, ({ endedBy }) => endedBy)}::text[],
      ${textColumn(rows, ({ source }) => source)}::text[],
      ${textColumn(rows, ({ eventId }) => eventId)}::text[],
      ${jsonColumn(rows, ({ data }) => data)},
      ${jsonColumn(rows, ({ outputs }) => outputs)},
      ${textColumn(rows, ({ heldBy }) => heldBy)}::text[],
      ${jsonColumn(rows, ({ variants }) => variants)},
      ${textColumn(rows, ({ country }) => country)}::text[],
      ${textColumn(rows, ({ segments }) => segments.join(' '))}::text[]
    ) as x(id, customer_id, part, journey_id, version, key, status, step_id, seq, pass, wake_at, due_at, holdout, entered_at,
      triggered_at, ended_at, ended_by, source_id, event_id, data, outputs, held_by, variants, country, segments)`.execute(
    db,
  )
}

export interface TimerRow extends Timer {
  readonly customerId: string
  readonly attempts: number
}

export async function insertTimers(db: Db, rows: readonly TimerRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into timers (enrollment_id, seq, customer_id, part, due_at, attempts)
    select * from unnest(
      ${plainColumn(rows, ({ enrollmentId }) => enrollmentId)}::uuid[],
      ${plainColumn(rows, ({ seq }) => seq)}::integer[],
      ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(rows, ({ dueAt }) => dueAt)}::timestamptz[],
      ${plainColumn(rows, ({ attempts }) => attempts)}::smallint[]
    )`.execute(db)
}

/**
 * Takes due timers out, the longest due first. Workers take different ones (SKIP LOCKED); when the transaction does not
 * commit they are there again. Events never wait for timers, so the order timer, then customer cannot deadlock. The
 * customer is the enrollment's: a merge passes over timers that somebody has.
 */
export async function takeDueTimers(db: Db, now: Date, limit: number): Promise<TimerRow[]> {
  const { rows } = await sql<TimerRow>`
    with taken as (
      delete from timers t using (
        select enrollment_id, seq from timers where due_at <= ${now} order by due_at limit ${limit} for update skip locked
      ) due
      where t.enrollment_id = due.enrollment_id and t.seq = due.seq
      returning t.enrollment_id, t.seq, t.customer_id, t.due_at, t.attempts
    )
    select taken.enrollment_id as "enrollmentId", taken.seq, coalesce(e.customer_id, taken.customer_id) as "customerId",
      taken.due_at as "dueAt", taken.attempts
    from taken left join enrollments e on e.id = taken.enrollment_id`.execute(db)
  return rows
}

/** Whether one of the passes that these timers are of belongs to another customer by now, who is there. */
export async function haveMoved(
  db: Db,
  timers: readonly Pick<TimerRow, 'enrollmentId' | 'customerId'>[],
): Promise<boolean> {
  if (timers.length === 0) return false
  const { rows } = await sql`
    select 1 from unnest(
      ${plainColumn(timers, ({ enrollmentId }) => enrollmentId)}::uuid[],
      ${plainColumn(timers, ({ customerId }) => customerId)}::uuid[]
    ) as t(enrollment_id, customer_id)
    join enrollments e on e.id = t.enrollment_id and e.customer_id <> t.customer_id
    where exists (select from customers c where c.id = e.customer_id)
    limit 1`.execute(db)
  return rows.length > 0
}

/** Puts off the timer that is due first; true: there was one. */
export async function postponeFirstTimer(db: Db): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update timers t set due_at = tf_now() + interval '1 hour', attempts = t.attempts + 1
    from (
      select enrollment_id, seq from timers where due_at <= (select tf_now())
      order by due_at limit 1 for update skip locked
    ) first
    where t.enrollment_id = first.enrollment_id and t.seq = first.seq`.execute(db)
  return Number(numAffectedRows ?? 0) > 0
}

export async function insertDecisions(
  db: Db,
  rows: readonly (Decision & { customerId: string })[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into decisions (customer_id, part, enrollment_id, journey_id, version, n, step_id, kind, reason, detail, decided_at)
    select customer_id, part, enrollment_id, journey_id, version, n, step_id, kind, reason, nullif(detail, 'null'), ${now}
    from unnest(
      ${plainColumn(rows, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(rows, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(rows, ({ enrollmentId }) => enrollmentId)}::uuid[],
      ${plainColumn(rows, ({ journeyId }) => journeyId)}::text[],
      ${plainColumn(rows, ({ version }) => version)}::integer[],
      ${plainColumn(rows, ({ n }) => n)}::integer[],
      ${textColumn(rows, ({ stepId }) => stepId)}::text[],
      ${plainColumn(rows, ({ kind }) => kind)}::text[],
      ${textColumn(rows, ({ reason }) => reason)}::text[],
      ${jsonColumn(rows, ({ detail }) => detail)}
    ) as x(customer_id, part, enrollment_id, journey_id, version, n, step_id, kind, reason, detail)`.execute(
    db,
  )
}
