// What is exported of somebody: every table with something about them, row by row. All of it as of one moment.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'

/** By table: what its part of the export is called, and how its rows are found and ordered. */
interface Part {
  readonly name: string
  readonly table: string
  readonly where?: RawBuilder<unknown>
  readonly order: RawBuilder<unknown>
}

/** Columns that say how the program works and nothing about anybody. */
const internal = [
  'customer_id',
  'part',
  'claim_token',
  'lease_until',
  'enqueued_at',
  'names_version',
  'named_by',
]

const parts = (id: string): readonly Part[] => [
  { name: 'customer', table: 'customers', where: sql`t.id = ${id}`, order: sql`t.id` },
  { name: 'names', table: 'identities', order: sql`t.created_at, t.kind, t.value` },
  {
    name: 'nameLinks',
    table: 'identity_links',
    where: sql`exists (select from identities i where i.customer_id = ${id} and (i.kind = t.kind and i.value = t.value
      or i.kind = 'anonymousId' and i.value = t.anonymous_id))`,
    order: sql`t.kind, t.value, t.anonymous_id`,
  },
  {
    name: 'merges',
    table: 'customer_merges',
    where: sql`(t.from_id = ${id} or t.into_id = ${id})`,
    order: sql`t.merged_at, t.id`,
  },
  { name: 'consentChanges', table: 'consent_changes', order: sql`t.changed_at, t.event_id` },
  {
    name: 'suppressions',
    table: 'suppressions',
    where: sql`exists (select from identities i where i.customer_id = ${id} and i.value = t.address
      and i.kind = case t.channel when 'email' then 'email' when 'sms' then 'phone' end)`,
    order: sql`t.channel, t.address`,
  },
  {
    name: 'suppressionChanges',
    table: 'suppression_changes',
    where: sql`exists (select from identities i where i.customer_id = ${id} and i.value = t.address
      and i.kind = case t.channel when 'email' then 'email' when 'sms' then 'phone' end)`,
    order: sql`t.changed_at, t.channel, t.address`,
  },
  { name: 'events', table: 'events', order: sql`t.occurred_at, t.id` },
  { name: 'enrollments', table: 'enrollments', order: sql`t.entered_at, t.id` },
  {
    name: 'decisions',
    table: 'decisions',
    where: sql`t.enrollment_id in (select id from enrollments where customer_id = ${id})`,
    order: sql`t.decided_at, t.enrollment_id, t.n`,
  },
  {
    name: 'timers',
    table: 'timers',
    where: sql`t.enrollment_id in (select id from enrollments where customer_id = ${id})`,
    order: sql`t.due_at, t.enrollment_id`,
  },
  { name: 'messages', table: 'messages', order: sql`t.created_at, t.id` },
  {
    name: 'shortLinks',
    table: 'short_links',
    where: sql`t.message_id in (select id from messages where customer_id = ${id})`,
    order: sql`t.created_at, t.code`,
  },
  { name: 'calls', table: 'calls', order: sql`t.created_at, t.id` },
  { name: 'conversions', table: 'conversions', order: sql`t.occurred_at, t.event_id, t.goal` },
  { name: 'credits', table: 'credits', order: sql`t.touched_at, t.event_id, t.goal, t.message_id` },
  { name: 'creditMarks', table: 'credit_marks', order: sql`t.id` },
  { name: 'orders', table: 'orders', order: sql`t.occurred_at, t.event_id` },
  { name: 'outcomes', table: 'outcomes', order: sql`t.entered_at, t.enrollment_id, t.goal` },
  { name: 'coupons', table: 'coupons', order: sql`t.claimed_at, t.code` },
  { name: 'audiences', table: 'audience_members', order: sql`t.audience` },
  { name: 'audienceEntries', table: 'audience_entries', order: sql`t.audience, t.hash` },
  { name: 'audienceAdditions', table: 'audience_additions', order: sql`t.added_at, t.audience` },
  { name: 'audienceChecks', table: 'audience_checks', order: sql`t.id` },
  { name: 'segments', table: 'watches', order: sql`t.customer_id` },
  { name: 'productInterests', table: 'product_interests', order: sql`t.product_id` },
  {
    name: 'requests',
    table: 'privacy_requests',
    where: sql`exists (select from identities i where i.customer_id = ${id} and t.names ->> i.kind = i.value)`,
    order: sql`t.received_at, t.id`,
  },
]

/** So that a test can tell when a table is forgotten. */
export const exportedTables: readonly string[] = parts('').map(({ table }) => table)
export const partNames: readonly string[] = parts('').map(({ name }) => name)

/** As the statement below says, which takes no parameter. */
const portion = 500

/** The rows of one part in portions. To be called in one transaction, part after part. */
export async function* rowsOf(trx: Db, customerId: string, name: string): AsyncGenerator<JsonObject[]> {
  const part = parts(customerId).find(part => part.name === name)
  if (!part) throw new RangeError(`the export has no part "${name}"`)
  const { table, where = sql`t.customer_id = ${customerId}`, order } = part
  await sql`declare export_rows no scroll cursor for
    select to_jsonb(t) - ${internal}::text[] as row from ${sql.table(table)} t where ${where} order by ${order}`.execute(
    trx,
  )
  for (;;) {
    const { rows } = await sql<{ row: JsonObject }>`fetch 500 from export_rows`.execute(trx)
    if (rows.length > 0) yield rows.map(({ row }) => row)
    if (rows.length < portion) break
  }
  await sql`close export_rows`.execute(trx)
}
