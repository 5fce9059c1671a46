// Customers, their identities, consents and suppressions in PostgreSQL. Set-based: one statement for a whole batch.
import { sql } from 'kysely'
import type { Db, SuppressionReason } from '../db/tables.js'
import type { ConsentState } from '../model/channel.js'
import type { Customer, Identifiers, IdentityKind } from '../model/customer.js'
import { partOf } from '../model/ids.js'
import type { JsonObject } from '../model/json.js'
import type { ConsentChange, NewSuppression } from './change-customer.js'
import type { Identity } from './resolve-customers.js'

/** Every identity these identifiers name, and the other names (but anonymous ids) of the customers who own them. */
export async function findIdentities(db: Db, identifiers: readonly Identifiers[]): Promise<Identity[]> {
  const asked = JSON.stringify(distinctNames(identifiers))
  const { rows } = await sql<Identity>`
    with asked as (
      select i.kind, i.value, i.customer_id
      from json_to_recordset(${asked}::json) as a(kind text, value text) join identities i using (kind, value)
    )
    select kind, value, customer_id as "customerId" from asked
    union
    select i.kind, i.value, i.customer_id from identities i
    where i.customer_id in (select customer_id from asked) and i.kind <> 'anonymousId'`.execute(db)
  return rows
}

function distinctNames(identifiers: readonly Identifiers[]): { kind: string; value: string }[] {
  const seen = new Map<string, { kind: string; value: string }>()
  for (const names of identifiers) {
    for (const [kind, value] of Object.entries(names)) seen.set(`${kind}:${value}`, { kind, value })
  }
  return [...seen.values()]
}

/** Adds identities in a fixed order, so that two batches cannot wait for each other; answers how many were new. */
export async function insertIdentities(db: Db, identities: readonly Identity[], now: Date): Promise<number> {
  const rows = identities.map(({ kind, value, customerId }) => ({
    kind,
    value,
    customer_id: customerId,
    part: partOf(customerId),
  }))
  const result = await sql`
    insert into identities (kind, value, customer_id, part, created_at)
    select kind, value, customer_id, part, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(kind text, value text, customer_id uuid, part smallint)
    order by kind, value
    on conflict do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}

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
  email_suppressed: SuppressionReason | null
  sms_suppressed: SuppressionReason | null
}

/**
 * Locks customers until the transaction ends, in ascending order of id: every writer takes them in that order. What it
 * answers is the state after the lock was got, whoever held it before.
 */
export async function lockCustomers(db: Db, ids: readonly string[]): Promise<Customer[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<CustomerRow>`
    select c.id, c.part, c.email, c.phone, c.attributes,
      c.email_consent, c.email_consent_at, c.sms_consent, c.sms_consent_at,
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
  suppressed: {},
})

/** Writes new and changed customers, whole. The caller holds their locks, or has just made them. */
export async function saveCustomers(db: Db, customers: readonly Customer[], now: Date): Promise<void> {
  if (customers.length === 0) return
  const rows = customers.map(customer => ({
    ...customer,
    email_consent: customer.consent.email,
    email_consent_at: customer.consentAt.email,
    sms_consent: customer.consent.sms,
    sms_consent_at: customer.consentAt.sms,
  }))
  await sql`
    insert into customers (id, part, email, phone, attributes, email_consent, email_consent_at, sms_consent,
      sms_consent_at, created_at, updated_at)
    select id, part, email, phone, attributes, email_consent, email_consent_at, sms_consent, sms_consent_at, ${now}, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, part smallint, email text, phone text,
      attributes jsonb, email_consent text, email_consent_at timestamptz, sms_consent text, sms_consent_at timestamptz)
    on conflict (id) do update set email = excluded.email, phone = excluded.phone, attributes = excluded.attributes,
      email_consent = excluded.email_consent, email_consent_at = excluded.email_consent_at,
      sms_consent = excluded.sms_consent, sms_consent_at = excluded.sms_consent_at, updated_at = excluded.updated_at`.execute(
    db,
  )
}

export async function insertConsentChanges(db: Db, changes: readonly ConsentChange[]): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(change => ({ ...change, part: partOf(change.customerId) }))
  await sql`
    insert into consent_changes (customer_id, part, channel, status, source_id, event_id, changed_at, evidence)
    select "customerId", part, channel, status, source, "eventId", "changedAt", evidence
    from json_to_recordset(${JSON.stringify(rows)}::json) as x("customerId" uuid, part smallint, channel text,
      status text, source text, "eventId" text, "changedAt" timestamptz, evidence jsonb)
    on conflict do nothing`.execute(db)
}

export async function insertSuppressions(
  db: Db,
  suppressions: readonly NewSuppression[],
  now: Date,
): Promise<void> {
  if (suppressions.length === 0) return
  await sql`
    insert into suppressions (channel, address, reason, created_at)
    select channel, address, reason, ${now}
    from json_to_recordset(${JSON.stringify(suppressions)}::json) as x(channel text, address text, reason text)
    order by channel, address
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
