// SQL for imports of consent: who of a portion has said no already, and what the settings say of consent;
// and what of a list was imported before.
import { sql } from 'kysely'
import { textColumn } from '../../db/columns.js'
import type { Db } from '../../db/tables.js'
import type { Channel } from '../../model/channel.js'
import { type Consents, topicConsent } from '../../model/consent.js'
import type { Identifiers } from '../../model/customer.js'

interface KnownRow extends Consents {
  readonly n: number
  readonly email_at: Date | null
  readonly sms_at: Date | null
}

/**
 * For each of these, in their order, since when they want nothing of it; undefined for whoever has not said so. A closed
 * channel is closed for good to a list that is about a topic: nothing it says could open it.
 */
export async function knownNoes(
  db: Db,
  customers: readonly Identifiers[],
  channel: Channel,
  topic: string | undefined,
): Promise<(Date | undefined)[]> {
  const names = customers.flatMap((customer, n) =>
    Object.entries(customer).map(([kind, value]) => ({ n, kind, value })),
  )
  const { rows } = await sql<KnownRow>`
    select x.n, json_build_object('email', c.email_consent, 'sms', c.sms_consent) as consent,
      c.topic_consents as topics, c.email_consent_at as email_at, c.sms_consent_at as sms_at
    from json_to_recordset(${JSON.stringify(names)}::json) as x(n integer, kind text, value text)
    join identities i on i.kind = x.kind and i.value = x.value
    join customers c on c.id = i.customer_id`.execute(db)
  const noes = new Array<Date | undefined>(customers.length).fill(undefined)
  for (const row of rows) {
    const since = noSince(row, channel, topic)
    const known = noes[row.n]
    if (since && (known === undefined || known < since)) noes[row.n] = since
  }
  return noes
}

const forEver = new Date(8.64e15)

function noSince(row: KnownRow, channel: Channel, topic: string | undefined): Date | undefined {
  if (row.consent[channel] === 'unsubscribed')
    return topic === undefined ? ((channel === 'email' ? row.email_at : row.sms_at) ?? new Date(0)) : forEver
  const about = topic === undefined ? undefined : topicConsent(row, channel, topic)
  return about?.status === 'unsubscribed' ? new Date(about.at) : undefined
}

/** Those of the events that were processed already. */
export async function storedIds(
  db: Db,
  source: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from events where source_id = ${source} and id = any(${textColumn(ids, id => id)}::text[])`.execute(
    db,
  )
  return new Set(rows.map(({ id }) => id))
}

export interface ConsentSettings {
  readonly topics: readonly string[]
  readonly doubleOptIn: readonly string[]
}

/** As published; nothing where nothing is. */
export async function publishedConsentSettings(db: Db): Promise<ConsentSettings> {
  const { rows } = await sql<ConsentSettings>`
    select coalesce((select json_agg(name) from jsonb_object_keys(settings -> 'topics') name), '[]') as topics,
      coalesce(settings -> 'consent' -> 'doubleOptIn', '[]') as "doubleOptIn"
    from workspace`.execute(db)
  return rows[0] ?? { topics: [], doubleOptIn: [] }
}
