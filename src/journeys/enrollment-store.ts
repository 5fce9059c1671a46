// Enrollments, their timers and decisions in PostgreSQL, for whole batches.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import type { Decision, Enrollment, Timer } from './engine/index.js'

const columns = sql`e.id, e.customer_id as "customerId", e.journey_id as "journeyId", e.version, e.key, e.status,
  e.step_id as "stepId", e.seq, e.entered_at as "enteredAt", e.triggered_at as "triggeredAt", e.ended_at as "endedAt",
  e.ended_by as "endedBy", e.source_id as source, e.event_id as "eventId", e.data,
  coalesce(w.waiting, 0) as "queuedMessages"`

/**
 * What the engine must know of these customers when events come: enrollments that are active or have messages not yet
 * handed over, and earlier ones of the journeys that may be entered. The caller holds the customers' locks.
 */
export async function loadEnrollments(
  db: Db,
  customerIds: readonly string[],
  enteredJourneys: readonly string[],
): Promise<Enrollment[]> {
  if (customerIds.length === 0) return []
  const { rows } = await sql<Enrollment>`
    with w as (
      select enrollment_id, count(*)::integer as waiting from messages
      where customer_id = any(${customerIds}::uuid[]) and status in ('queued', 'claimed') group by enrollment_id
    )
    select ${columns} from enrollments e left join w on w.enrollment_id = e.id
    where e.customer_id = any(${customerIds}::uuid[])
      and (e.status = 'active' or w.waiting > 0 or e.journey_id = any(${enteredJourneys}::text[]))
    order by e.entered_at, e.id`.execute(db)
  return rows
}

/** Enrollments by id, for timers. The caller holds the customers' locks. */
export async function loadEnrollmentsById(db: Db, ids: readonly string[]): Promise<Enrollment[]> {
  const { rows } = await sql<Enrollment>`
    with w as (
      select enrollment_id, count(*)::integer as waiting from messages
      where enrollment_id = any(${ids}::uuid[]) and status in ('queued', 'claimed') group by enrollment_id
    )
    select ${columns} from enrollments e left join w on w.enrollment_id = e.id where e.id = any(${ids}::uuid[])`.execute(
    db,
  )
  return rows
}

/** Changes first, then additions: an enrollment may end and the next one of the same key begin in one batch. */
export async function saveEnrollments(
  db: Db,
  { changed, added }: { changed: readonly Enrollment[]; added: readonly Enrollment[] },
): Promise<void> {
  if (changed.length > 0) {
    await sql`
      update enrollments e set status = x.status, step_id = x."stepId", seq = x.seq, ended_at = x."endedAt", ended_by = x."endedBy"
      from json_to_recordset(${JSON.stringify(changed.map(changeOf))}::json) as x(id uuid, status text, "stepId" text,
        seq integer, "endedAt" timestamptz, "endedBy" text)
      where e.id = x.id`.execute(db)
  }
  if (added.length > 0) {
    const rows = added.map(enrollment => ({ ...enrollment, part: partOf(enrollment.customerId) }))
    await sql`
      insert into enrollments (id, customer_id, part, journey_id, version, key, status, step_id, seq, entered_at,
        triggered_at, ended_at, ended_by, source_id, event_id, data)
      select id, "customerId", part, "journeyId", version, key, status, "stepId", seq, "enteredAt", "triggeredAt",
        "endedAt", "endedBy", source, "eventId", data
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, "customerId" uuid, part smallint,
        "journeyId" text, version integer, key text, status text, "stepId" text, seq integer, "enteredAt" timestamptz,
        "triggeredAt" timestamptz, "endedAt" timestamptz, "endedBy" text, source text, "eventId" text, data jsonb)`.execute(
      db,
    )
  }
}

const changeOf = ({ id, status, stepId, seq, endedAt, endedBy }: Enrollment): Partial<Enrollment> => ({
  id,
  status,
  stepId,
  seq,
  endedAt,
  endedBy,
})

export interface TimerRow extends Timer {
  readonly customerId: string
  readonly attempts: number
}

export async function insertTimers(db: Db, timers: readonly TimerRow[]): Promise<void> {
  if (timers.length === 0) return
  const rows = timers.map(timer => ({ ...timer, part: partOf(timer.customerId) }))
  await sql`
    insert into timers (enrollment_id, seq, customer_id, part, due_at, attempts)
    select "enrollmentId", seq, "customerId", part, "dueAt", attempts
    from json_to_recordset(${JSON.stringify(rows)}::json) as x("enrollmentId" uuid, seq integer, "customerId" uuid,
      part smallint, "dueAt" timestamptz, attempts smallint)`.execute(db)
}

/**
 * Takes due timers out, the longest due first. Workers take different ones (SKIP LOCKED); when the transaction does not
 * commit they are there again. Events never touch timers, so the order timer, then customer cannot deadlock.
 */
export async function takeDueTimers(db: Db, now: Date, limit: number): Promise<TimerRow[]> {
  const { rows } = await sql<TimerRow>`
    delete from timers t using (
      select enrollment_id, seq from timers where due_at <= ${now} order by due_at limit ${limit} for update skip locked
    ) due
    where t.enrollment_id = due.enrollment_id and t.seq = due.seq
    returning t.enrollment_id as "enrollmentId", t.seq, t.customer_id as "customerId", t.due_at as "dueAt", t.attempts`.execute(
    db,
  )
  return rows
}

export async function insertDecisions(
  db: Db,
  decisions: readonly (Decision & { customerId: string })[],
  now: Date,
): Promise<void> {
  if (decisions.length === 0) return
  const rows = decisions.map(decision => ({ ...decision, part: partOf(decision.customerId) }))
  await sql`
    insert into decisions (customer_id, part, enrollment_id, journey_id, version, n, step_id, kind, reason, detail, decided_at)
    select "customerId", part, "enrollmentId", "journeyId", version, n, "stepId", kind, reason, detail, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as x("customerId" uuid, part smallint, "enrollmentId" uuid,
      "journeyId" text, version integer, n integer, "stepId" text, kind text, reason text, detail jsonb)`.execute(
    db,
  )
}
