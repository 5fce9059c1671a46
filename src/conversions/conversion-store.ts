// Conversions, their credits and outcomes in PostgreSQL: what is there, and what takes its place.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'
import { type Conversion, type Credit, keyOf } from './credit.js'
import { groupBy } from './group-by.js'
import type { PassOutcome } from './outcome.js'

/** `isKept`: what it was counted from is not all there any more, so that it stays as it was. */
export type StoredConversion = Conversion & { readonly isKept: boolean }

/** Amounts are as PostgreSQL writes them, with four decimals. */
export async function loadConversions(db: Db, ids: readonly string[]): Promise<StoredConversion[]> {
  const { rows } = await sql<Omit<StoredConversion, 'credits'>>`
    select c.source_id as source, c.event_id as "eventId", c.goal, c.customer_id as "customerId",
      c.message_id as "messageId", c.enrollment_id as "enrollmentId", c.journey_id as "journeyId", c.version,
      c.step_id as "stepId", c.channel, c.entered_at as "enteredAt", c.touched_at as "touchedAt",
      c.occurred_at as "occurredAt", c.order_id as "orderId", c.value, c.currency, c.refunded, c.cancelled, c.country,
      c.segments, c.categories,
      not exists (select from events e where e.source_id = c.source_id and e.id = c.event_id)
        or not exists (select from messages m where m.id = c.message_id)
        or exists (
          select from credits p left join messages m on m.id = p.message_id
          where p.source_id = c.source_id and p.event_id = c.event_id and p.goal = c.goal and m.id is null
        ) as "isKept"
    from conversions c where c.customer_id = any(${ids}::uuid[])`.execute(db)
  const credits = groupBy(await loadCredits(db, ids), keyOf)
  return rows.map(row => ({ ...row, credits: credits.get(keyOf(row)) ?? [] }))
}

type CreditRow = Credit & Pick<Conversion, 'source' | 'eventId' | 'goal'>

async function loadCredits(db: Db, ids: readonly string[]): Promise<CreditRow[]> {
  const { rows } = await sql<CreditRow>`
    select source_id as source, event_id as "eventId", goal, message_id as "messageId", enrollment_id as "enrollmentId",
      journey_id as "journeyId", version, step_id as "stepId", channel, entered_at as "enteredAt",
      touched_at as "touchedAt", last_touch as "lastTouch", first_touch as "firstTouch", linear, position, decay
    from credits where customer_id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/** Whoever has them now: those of an event are its customer's. */
export async function replaceConversions(
  db: Db,
  gone: readonly Conversion[],
  added: readonly Conversion[],
): Promise<void> {
  const keys = [...gone, ...added].map(({ source, eventId, goal }) => ({ source, eventId, goal }))
  if (keys.length === 0) return
  const named = sql`json_to_recordset(${JSON.stringify(keys)}::json) as k(source text, "eventId" text, goal text)`
  const isNamed = sql`t.source_id = k.source and t.event_id = k."eventId" and t.goal = k.goal`
  await sql`delete from credits t using ${named} where ${isNamed}`.execute(db)
  await sql`delete from conversions t using ${named} where ${isNamed}`.execute(db)
  if (added.length === 0) return
  const rows = added.map(({ credits: _, ...conversion }) => ({
    ...conversion,
    part: partOf(conversion.customerId),
  }))
  await sql`
    insert into conversions (source_id, event_id, goal, customer_id, part, message_id, enrollment_id, journey_id, version,
      step_id, channel, entered_at, touched_at, occurred_at, order_id, value, currency, refunded, cancelled, country,
      segments, categories)
    select source, "eventId", goal, "customerId", part, "messageId", "enrollmentId", "journeyId", version, "stepId",
      channel, "enteredAt", "touchedAt", "occurredAt", "orderId", value, currency, refunded, cancelled, country,
      array(select json_array_elements_text(segments)), categories
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(source text, "eventId" text, goal text, "customerId" uuid,
      part smallint, "messageId" uuid, "enrollmentId" uuid, "journeyId" text, version integer, "stepId" text,
      channel text, "enteredAt" timestamptz, "touchedAt" timestamptz, "occurredAt" timestamptz, "orderId" text,
      value numeric, currency text, refunded numeric, cancelled boolean, country text, segments json, categories jsonb)`.execute(
    db,
  )
  await insertCredits(db, added)
}

async function insertCredits(db: Db, conversions: readonly Conversion[]): Promise<void> {
  const rows = conversions.flatMap(({ source, eventId, goal, customerId, credits }) => {
    const part = partOf(customerId)
    return credits.map(credit => ({ ...credit, source, eventId, goal, customerId, part }))
  })
  await sql`
    insert into credits (source_id, event_id, goal, message_id, customer_id, part, enrollment_id, journey_id, version,
      step_id, channel, entered_at, touched_at, last_touch, first_touch, linear, position, decay)
    select source, "eventId", goal, "messageId", "customerId", part, "enrollmentId", "journeyId", version, "stepId",
      channel, "enteredAt", "touchedAt", "lastTouch", "firstTouch", linear, position, decay
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(source text, "eventId" text, goal text, "messageId" uuid,
      "customerId" uuid, part smallint, "enrollmentId" uuid, "journeyId" text, version integer, "stepId" text,
      channel text, "enteredAt" timestamptz, "touchedAt" timestamptz, "lastTouch" numeric, "firstTouch" numeric,
      linear numeric, position numeric, decay numeric)`.execute(db)
}

export async function loadOutcomes(db: Db, ids: readonly string[]): Promise<PassOutcome[]> {
  const { rows } = await sql<PassOutcome>`
    select enrollment_id as "enrollmentId", goal, customer_id as "customerId", journey_id as "journeyId",
      entered_at as "enteredAt", conversions, amounts, first_at as "firstAt"
    from outcomes where customer_id = any(${ids}::uuid[])`.execute(db)
  return rows
}

export async function replaceOutcomes(
  db: Db,
  gone: readonly PassOutcome[],
  added: readonly PassOutcome[],
): Promise<void> {
  const keys = [...gone, ...added].map(({ enrollmentId, goal }) => ({ enrollmentId, goal }))
  if (keys.length === 0) return
  await sql`
    delete from outcomes t
    using json_to_recordset(${JSON.stringify(keys)}::json) as k("enrollmentId" uuid, goal text)
    where t.enrollment_id = k."enrollmentId" and t.goal = k.goal`.execute(db)
  const rows = added.map(outcome => ({ ...outcome, part: partOf(outcome.customerId) }))
  await sql`
    insert into outcomes (enrollment_id, goal, customer_id, part, journey_id, entered_at, conversions, amounts, first_at)
    select "enrollmentId", goal, "customerId", part, "journeyId", "enteredAt", conversions, amounts, "firstAt"
    from json_to_recordset(${JSON.stringify(rows)}::json) as x("enrollmentId" uuid, goal text, "customerId" uuid,
      part smallint, "journeyId" text, "enteredAt" timestamptz, conversions integer, amounts jsonb,
      "firstAt" timestamptz)`.execute(db)
}
