// SQL of members of audiences, as they are to be told: who is to be looked at, and how they may be reached now.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { Member } from './wanted-entries.js'

/** Those of whom something has changed; they are looked at in this transaction, or stay. */
export async function takeChecks(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with taken as (
      delete from audience_checks where id in (
        select id from audience_checks order by id limit ${limit} for update skip locked)
      returning customer_id
    )
    select distinct customer_id as id from taken`.execute(db)
  return rows.map(({ id }) => id)
}

/** The next customers with a membership or an entry after this one, for the walk that finds what nobody has noted. */
export async function membersAfter(db: Db, customerId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    (select distinct customer_id as id from audience_members where customer_id > ${customerId} order by 1 limit ${limit})
    union
    (select distinct customer_id as id from audience_entries where customer_id > ${customerId} order by 1 limit ${limit})
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Nobody of them is erased or merged until the transaction ends: what is written of them then is of somebody who is there. A
 * statement of its own, so that the next one sees what whoever was waited for has left.
 */
export async function holdCustomers(db: Db, customerIds: readonly string[]): Promise<void> {
  await sql`select 1 from customers where id = any(${customerIds}::uuid[]) order by id for key share`.execute(
    db,
  )
}

export async function membershipsOf(db: Db, customerIds: readonly string[]): Promise<Member[]> {
  const { rows } = await sql<Member>`
    select m.audience, c.id as "customerId", c.part, c.email, c.email_consent as "emailConsent", c.phone,
      c.sms_consent as "smsConsent",
      exists (select from suppressions s where s.channel = 'email' and s.address = c.email) as "emailSuppressed",
      exists (select from suppressions s where s.channel = 'sms' and s.address = c.phone) as "smsSuppressed"
    from audience_members m join customers c on c.id = m.customer_id
    where m.customer_id = any(${customerIds}::uuid[])`.execute(db)
  return rows
}
