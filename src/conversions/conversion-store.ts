// Conversions in PostgreSQL. One goal event is credited once, whatever the number of journeys it is a goal of.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { partOf } from '../model/ids.js'

export interface ConversionRow {
  readonly source: string
  readonly eventId: string
  readonly customerId: string
  readonly messageId: string
  readonly enrollmentId: string
  readonly journeyId: string
  readonly version: number
  readonly stepId: string
  readonly channel: string
  readonly occurredAt: Date
  readonly value: string | null
  readonly currency: string | null
}

export async function insertConversions(db: Db, conversions: readonly ConversionRow[]): Promise<void> {
  if (conversions.length === 0) return
  const rows = conversions.map(conversion => ({ ...conversion, part: partOf(conversion.customerId) }))
  await sql`
    insert into conversions (source_id, event_id, customer_id, part, message_id, enrollment_id, journey_id, version,
      step_id, channel, occurred_at, value, currency)
    select source, "eventId", "customerId", part, "messageId", "enrollmentId", "journeyId", version, "stepId", channel,
      "occurredAt", value, currency
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(source text, "eventId" text, "customerId" uuid,
      part smallint, "messageId" uuid, "enrollmentId" uuid, "journeyId" text, version integer, "stepId" text,
      channel text, "occurredAt" timestamptz, value numeric, currency text)
    on conflict do nothing`.execute(db)
}
