// What customers have told of themselves, read back from their events and consents.
import { sql } from 'kysely'
import type { ConsentWord, Words } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Event } from '../model/event.js'

/** Of a customer; `nameIds`: only what came by these names. */
export async function loadWords(
  db: Db,
  customerId: string,
  nameIds: readonly string[] | null = null,
): Promise<Words> {
  return {
    updates: await loadUpdates(db, customerId, nameIds),
    consents: await loadConsents(db, customerId, nameIds),
  }
}

/** In the order of arrival, as far as it can be told. */
async function loadUpdates(
  db: Db,
  customerId: string,
  nameIds: readonly string[] | null,
): Promise<readonly Event[]> {
  const { rows } = await sql<Event>`
    select source_id as source, id, type, properties, '{}'::jsonb as customer,
      to_json(occurred_at)#>>'{}' as "occurredAt", to_json(received_at)#>>'{}' as "receivedAt"
    from events where customer_id = ${customerId} and type = 'customer_updated'
      and (${nameIds}::uuid[] is null or named_by = any(${nameIds}::uuid[]))
    order by processed_at, received_at, source_id = 'triggerfish', source_id, id`.execute(db)
  return rows
}

/** As they counted: a yes that was never confirmed stays a question, whatever the rules are today. */
async function loadConsents(
  db: Db,
  customerId: string,
  nameIds: readonly string[] | null,
): Promise<readonly ConsentWord[]> {
  const { rows } = await sql<ConsentWord>`
    select c.channel, c.topic, c.status, c.changed_at as "changedAt" from consent_changes c
    where c.customer_id = ${customerId} and (${nameIds}::uuid[] is null or exists (
      select from events e where e.source_id = c.source_id and e.id = c.event_id
        and e.customer_id = ${customerId} and e.named_by = any(${nameIds}::uuid[])))
    order by c.changed_at, c.source_id, c.event_id`.execute(db)
  return rows
}
