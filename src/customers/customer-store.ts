// Customers, their consents and suppressions in PostgreSQL. Set-based: one statement for a whole batch.
import { sql } from 'kysely'
import { jsonColumn, plainColumn, textColumn } from '../db/columns.js'
import type { Db, SuppressionReason } from '../db/tables.js'
import type { ConsentState } from '../model/channel.js'
import type { TopicConsents } from '../model/consent.js'
import type { Customer, Identifiers, IdentityKind } from '../model/customer.js'
import { partOf } from '../model/ids.js'
import type { JsonObject } from '../model/json.js'
import type { ConsentChange } from './change-consent.js'

interface CustomerRow {
  id: string
  part: number
  email: string | null
  phone: string | null
  attributes: JsonObject
  email_consent: ConsentState
  email_consent_at: Date | null
  sms_consent: ConsentState
  sms_consent_at: Date | null
  topic_consents: TopicConsents
  attributes_at: Record<string, number>
  email_at: Date | null
  phone_at: Date | null
  email_suppressed: SuppressionReason | null
  sms_suppressed: SuppressionReason | null
}

/**
 * Locks customers until the transaction ends, in ascending order of id: every writer takes them in that order. What it
 * answers is the state after the lock was got, whoever held it before; only the suppressions are as of the start of the
 * statement, and are read again at hand-over.
 */
export async function lockCustomers(db: Db, ids: readonly string[]): Promise<Customer[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<CustomerRow>`
    select c.id, c.part, c.email, c.phone, c.attributes,
      c.email_consent, c.email_consent_at, c.sms_consent, c.sms_consent_at,
      c.topic_consents, c.attributes_at, c.email_at, c.phone_at,
      (select s.reason from suppressions s where s.channel = 'email' and s.address = c.email) as email_suppressed,
      (select s.reason from suppressions s where s.channel = 'sms' and s.address = c.phone) as sms_suppressed
    from customers c where c.id = any(${ids}::uuid[]) order by c.id for update of c`.execute(db)
  return rows.map(toCustomer)
}

const toCustomer = (row: CustomerRow): Customer => ({
  id: row.id,
  part: row.part,
  email: row.email,
  phone: row.phone,
  attributes: row.attributes,
  consent: { email: row.email_consent, sms: row.sms_consent },
  consentAt: {
    ...(row.email_consent_at && { email: row.email_consent_at }),
    ...(row.sms_consent_at && { sms: row.sms_consent_at }),
  },
  topics: row.topic_consents,
  attributesAt: row.attributes_at,
  addressAt: {
    ...(row.email_at && { email: row.email_at.getTime() }),
    ...(row.phone_at && { sms: row.phone_at.getTime() }),
  },
  suppressed: {
    ...(row.email_suppressed && { email: row.email_suppressed }),
    ...(row.sms_suppressed && { sms: row.sms_suppressed }),
  },
})

/** A customer nobody has written down yet. */
export const blankCustomer = (id: string): Customer => ({
  id,
  part: partOf(id),
  email: null,
  phone: null,
  attributes: {},
  consent: { email: 'unknown', sms: 'unknown' },
  consentAt: {},
  topics: {},
  attributesAt: {},
  addressAt: {},
  suppressed: {},
})

/** Writes new and changed customers, whole. The caller holds their locks, or has just made them. */
export async function saveCustomers(db: Db, customers: readonly Customer[], now: Date): Promise<void> {
  if (customers.length === 0) return
  await sql`
    insert into customers (id, part, email, phone, attributes, email_consent, email_consent_at, sms_consent,
      sms_consent_at, topic_consents, attributes_at, email_at, phone_at, created_at, updated_at)
    select *, ${now}::timestamptz, ${now}::timestamptz
    from unnest(
      ${plainColumn(customers, ({ id }) => id)}::uuid[],
      ${plainColumn(customers, ({ part }) => part)}::smallint[],
      ${textColumn(customers, ({ email }) => email)}::text[],
      ${textColumn(customers, ({ phone }) => phone)}::text[],
      ${jsonColumn(customers, ({ attributes }) => attributes)},
      ${plainColumn(customers, ({ consent }) => consent.email)}::text[],
      ${plainColumn(customers, ({ consentAt }) => consentAt.email)}::timestamptz[],
      ${plainColumn(customers, ({ consent }) => consent.sms)}::text[],
      ${plainColumn(customers, ({ consentAt }) => consentAt.sms)}::timestamptz[],
      ${jsonColumn(customers, ({ topics }) => topics)},
      ${jsonColumn(customers, ({ attributesAt }) => attributesAt)},
      ${plainColumn(customers, ({ addressAt }) => dateOf(addressAt.email))}::timestamptz[],
      ${plainColumn(customers, ({ addressAt }) => dateOf(addressAt.sms))}::timestamptz[]
    )
    on conflict (id) do update set email = excluded.email, phone = excluded.phone, attributes = excluded.attributes,
      email_consent = excluded.email_consent, email_consent_at = excluded.email_consent_at,
      sms_consent = excluded.sms_consent, sms_consent_at = excluded.sms_consent_at, topic_consents = excluded.topic_consents,
      attributes_at = excluded.attributes_at, email_at = excluded.email_at, phone_at = excluded.phone_at,
      updated_at = excluded.updated_at`.execute(db)
}

const dateOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms))

export async function insertConsentChanges(db: Db, changes: readonly ConsentChange[]): Promise<void> {
  if (changes.length === 0) return
  await sql`
    insert into consent_changes (customer_id, part, channel, topic, status, method, source_id, event_id, changed_at,
      evidence)
    select * from unnest(
      ${plainColumn(changes, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(changes, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(changes, ({ channel }) => channel)}::text[],
      ${textColumn(changes, ({ topic }) => topic)}::text[],
      ${plainColumn(changes, ({ status }) => status)}::text[],
      ${plainColumn(changes, ({ method }) => method)}::text[],
      ${textColumn(changes, ({ source }) => source)}::text[],
      ${textColumn(changes, ({ eventId }) => eventId)}::text[],
      ${plainColumn(changes, ({ changedAt }) => changedAt)}::timestamptz[],
      ${jsonColumn(changes, ({ evidence }) => evidence)}
    )
    on conflict do nothing`.execute(db)
}

/** The customer a name belongs to, such as `{ kind: 'email', value: 'ann@example.com' }`. */
export async function findCustomerId(db: Db, kind: IdentityKind, value: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('identities')
    .select('customer_id')
    .where('kind', '=', kind)
    .where('value', '=', value)
    .executeTakeFirst()
  return row?.customer_id
}

/** Ids in ascending order, beginning after this one: a way through all customers in portions. */
export async function customersAfter(db: Db, afterId: string | null, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers where ${afterId}::uuid is null or id > ${afterId}::uuid order by id limit ${limit}`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Some name of each kind that these customers are known by. */
export async function identifiersOf(
  db: Db,
  customerIds: readonly string[],
): Promise<Map<string, Identifiers>> {
  if (customerIds.length === 0) return new Map()
  const { rows } = await sql<{ customerId: string; names: Identifiers }>`
    select "customerId", jsonb_object_agg(kind, value) as names
    from (
      select distinct on (customer_id, kind) customer_id as "customerId", kind, value from identities
      where customer_id = any(${customerIds}::uuid[]) order by customer_id, kind, created_at, value
    ) named
    group by "customerId"`.execute(db)
  return new Map(rows.map(({ customerId, names }) => [customerId, names]))
}
