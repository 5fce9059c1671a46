// Reads one customer's way through the journeys, for the question "why did they (not) get this?".
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { JsonValue } from '../model/json.js'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The customer whose own id, which lists of reports show, this is; undefined: nobody's. */
export async function customerOfOwnId(db: Db, text: string): Promise<string | undefined> {
  if (!uuid.test(text)) return undefined
  const row = await db.selectFrom('customers').select('id').where('id', '=', text).executeTakeFirst()
  return row?.id
}

export interface ExplainedRefusal {
  readonly journeyId: string
  readonly version: number
  readonly reason: string
  readonly detail: JsonValue | null
}

export interface ExplainedEvent {
  readonly source: string
  readonly id: string
  readonly type: string
  readonly occurredAt: Date
  readonly receivedAt: Date
  readonly processedAt: Date
  readonly refusals: readonly ExplainedRefusal[]
}

export interface ExplainedDecision {
  readonly enrollmentId: string
  readonly n: number
  readonly at: Date
  readonly kind: string
  readonly stepId: string | null
  readonly reason: string | null
  readonly detail: JsonValue | null
}

export interface ExplainedEnrollment {
  readonly id: string
  readonly journeyId: string
  readonly version: number
  readonly key: string
  readonly status: string
  readonly stepId: string | null
  readonly enteredAt: Date
  readonly endedAt: Date | null
  readonly endedBy: string | null
  readonly source: string
  readonly eventId: string
}

export interface ExplainedMessage {
  readonly id: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly stepId: string
  readonly channel: string
  readonly template: string
  readonly status: string
  readonly reason: string | null
  readonly createdAt: Date
  readonly handedOverAt: Date | null
  readonly sentAt: Date | null
  /** The name of the sender that took it; null: none has, or it stayed on the site. */
  readonly sender: string | null
  /** The furthest it came by the reports on it, such as `clicked`, and when; null: nobody has told. */
  readonly delivery: string | null
  readonly deliveryAt: Date | null
  /** What it shows otherwise than its event said: dropped, replaced, priced anew. */
  readonly items: JsonValue | null
  /** Of an SMS that went out: how many were paid for, and what for one each, in the currency of the settings. */
  readonly segments: number | null
  readonly price: string | null
}

/** What a webhook or task step asked for. */
export interface ExplainedCall {
  readonly id: string
  readonly enrollmentId: string
  readonly stepId: string
  readonly kind: string
  readonly target: string
  readonly title: string | null
  readonly status: string
  readonly reason: string | null
  readonly attempts: number
  readonly responseStatus: number | null
  readonly createdAt: Date
  readonly doneAt: Date | null
}

/** The latest `limit` events, oldest first; with a journey, only its refusals, and only events it has a word on. */
export async function eventsOf(
  db: Db,
  customerId: string,
  journeyId: string | null,
  limit: number,
): Promise<ExplainedEvent[]> {
  const { rows } = await sql<ExplainedEvent>`
    select * from (
      select e.source_id as source, e.id, e.type, e.occurred_at as "occurredAt", e.received_at as "receivedAt",
        e.processed_at as "processedAt", coalesce(r.refusals, '[]') as refusals
      from events e, lateral (
        select jsonb_agg(r) as refusals from jsonb_array_elements(e.refusals) r
        where ${journeyId}::text is null or r->>'journeyId' = ${journeyId}
      ) r
      where e.customer_id = ${customerId} and (${journeyId}::text is null or r.refusals is not null or exists (
        select from enrollments n where n.customer_id = e.customer_id and n.journey_id = ${journeyId}
          and n.source_id = e.source_id and n.event_id = e.id))
      order by e.occurred_at desc, e.id desc limit ${limit}
    ) latest order by "occurredAt", id`.execute(db)
  return rows
}

export async function enrollmentsOf(
  db: Db,
  customerId: string,
  journeyId: string | null,
): Promise<ExplainedEnrollment[]> {
  const { rows } = await sql<ExplainedEnrollment>`
    select id, journey_id as "journeyId", version, key, status, step_id as "stepId", entered_at as "enteredAt",
      ended_at as "endedAt", ended_by as "endedBy", source_id as source, event_id as "eventId"
    from enrollments
    where customer_id = ${customerId} and (${journeyId}::text is null or journey_id = ${journeyId})
    order by entered_at, id`.execute(db)
  return rows
}

export async function decisionsOf(db: Db, enrollmentIds: readonly string[]): Promise<ExplainedDecision[]> {
  const { rows } = await sql<ExplainedDecision>`
    select enrollment_id as "enrollmentId", n, decided_at as at, kind, step_id as "stepId", reason, detail
    from decisions where enrollment_id = any(${enrollmentIds}::uuid[]) order by enrollment_id, n`.execute(db)
  return rows
}

export async function messagesOf(db: Db, enrollmentIds: readonly string[]): Promise<ExplainedMessage[]> {
  const { rows } = await sql<ExplainedMessage>`
    select id, enrollment_id as "enrollmentId", journey_id as "journeyId", step_id as "stepId", channel, template, status,
      reason, created_at as "createdAt", wire_at as "handedOverAt", sent_at as "sentAt", items,
      segments, price, sender, delivery, delivery_at as "deliveryAt"
    from messages where enrollment_id = any(${enrollmentIds}::uuid[]) order by created_at, id`.execute(db)
  return rows
}

export async function callsOf(db: Db, enrollmentIds: readonly string[]): Promise<ExplainedCall[]> {
  const { rows } = await sql<ExplainedCall>`
    select id, enrollment_id as "enrollmentId", step_id as "stepId", kind, target, title, status, reason, attempts,
      response_status as "responseStatus", created_at as "createdAt", done_at as "doneAt"
    from calls where enrollment_id = any(${enrollmentIds}::uuid[]) order by created_at, id`.execute(db)
  return rows
}
