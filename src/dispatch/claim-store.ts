// SQL of the claim. Lock order, everywhere: customers by id, then messages. The pipeline holds a customer's lock when
// it withdraws messages, so a claim that took a message first and then waited for its customer would deadlock with it.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Category } from '../journeys/definition/action-schemas.js'
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'
import { marksOfMessages } from '../rollups/index.js'
import type { ItemChange } from './current-items.js'

export interface QueuedMessage {
  readonly id: string
  readonly customerId: string
  readonly journeyId: string
  readonly version: number
  readonly stepId: string
  readonly channel: MessageChannel
  readonly category: Category
  readonly template: string
  /** How many attempts were made so far. */
  readonly attempts: number
  readonly createdAt: Date
  /** When the trigger happened; null once the enrollment is gone. */
  readonly toldAt: Date | null
  /** The trigger event's properties. */
  readonly data: JsonObject | null
  /** What the steps so far have put out, by step id. */
  readonly outputs: JsonObject | null
  /** Why the customer's address on the channel may not be written to. */
  readonly suppressedBy: string | null
  /** Of an SMS: when the customer was last told by one how to opt out; null for a customer who never was. */
  readonly optOutToldAt: Date | null
  readonly now: Date
}

export interface HandedOver {
  readonly customerId: string
  readonly journeyId: string
  readonly stepId: string
  readonly channel: MessageChannel
  readonly category: Category
  /** null: claimed, and about to go out. */
  readonly at: Date | null
}

/** The customers of those messages that are queued and due: whom to lock. */
export async function customersOfDue(db: Db, messageIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from messages
    where id = any(${messageIds}::uuid[]) and status = 'queued' and due_at <= (select tf_now())`.execute(db)
  return rows.map(row => row.id)
}

/**
 * Locks the messages that are still queued. Called with their customers locked, and a statement of its own, so that
 * it sees what the last one to hold those locks left: withdrawals, other claims, suppressions.
 */
export async function lockQueued(db: Db, messageIds: readonly string[]): Promise<QueuedMessage[]> {
  const { rows } = await sql<QueuedMessage>`
    select m.id, m.customer_id as "customerId", m.journey_id as "journeyId", m.version, m.step_id as "stepId",
      m.channel, m.category, m.template, m.attempts, m.created_at as "createdAt",
      e.triggered_at as "toldAt", e.data, e.outputs,
      s.reason as "suppressedBy", (select tf_now()) as now,
      case when m.channel = 'sms' then (
        select max(o.wire_at) from messages o
        where o.customer_id = m.customer_id and o.channel = 'sms' and o.opt_out_words
          and o.status in ('on_wire', 'sent', 'unknown')
      ) end as "optOutToldAt"
    from messages m
    left join customers c on c.id = m.customer_id
    left join enrollments e on e.id = m.enrollment_id
    left join suppressions s
      on s.channel = m.channel and s.address = case m.channel when 'email' then c.email when 'sms' then c.phone end
    where m.id = any(${messageIds}::uuid[]) and m.status = 'queued' and m.due_at <= (select tf_now())
    order by m.created_at, m.id
    for update of m skip locked`.execute(db)
  return rows
}

/**
 * What these customers were already handed, or are being handed, since then; a refused or failed message is neither. What
 * a holdout was not written counts as if it had been, or the caps would treat the two halves of a journey differently.
 */
export async function handedOverSince(
  db: Db,
  customerIds: readonly string[],
  since: Date,
): Promise<HandedOver[]> {
  const { rows } = await sql<HandedOver>`
    select customer_id as "customerId", journey_id as "journeyId", step_id as "stepId", channel, category,
      case when status = 'held_out' then created_at else wire_at end as at
    from messages
    where customer_id = any(${customerIds}::uuid[])
      and (status in ('claimed', 'on_wire', 'sent', 'unknown') and (wire_at is null or wire_at > ${since})
        or status = 'held_out' and created_at > ${since})`.execute(db)
  return rows
}

export interface Verdict {
  readonly id: string
  /** queued: put back, until `dueAt`. */
  readonly status: 'claimed' | 'skipped' | 'queued'
  readonly reason: string | null
  /** Whoever holds it may mark and record; null when not claimed. */
  readonly token: string | null
  readonly dueAt: Date | null
  /** What it shows otherwise than its event said. */
  readonly items: readonly ItemChange[] | null
}

export async function writeVerdicts(db: Db, verdicts: readonly Verdict[], leaseMs: number): Promise<void> {
  await sql`
    with judged as (
      update messages m
      set status = x.status, reason = x.reason, claim_token = x.token, items = x.items, due_at = coalesce(x."dueAt", m.due_at),
        enqueued_at = case when x.status = 'queued' then '-infinity' else m.enqueued_at end,
        lease_until = case when x.status = 'claimed' then clock_timestamp() + ${leaseMs} * interval '1 millisecond' end
      from json_to_recordset(${JSON.stringify(verdicts)}::json) as x(id uuid, status text, reason text,
        token uuid, "dueAt" timestamptz, items jsonb)
      where m.id = x.id
      returning m.journey_id, m.enrollment_id, m.created_at, m.wire_at, m.wire_at as was_wire_at, m.status,
        m.reason like 'capped%' as capped, false as for_entries
    ),
    changed as (select * from judged where status = 'skipped')
    ${marksOfMessages('changed')}`.execute(db)
}
