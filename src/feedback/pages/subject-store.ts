// SQL of the pages behind links: whom the message of one was for, and what the shop calls things.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { LinkPayload } from '../../links/index.js'
import type { Channel } from '../../model/channel.js'
import type { Consents } from '../../model/consent.js'
import { presentCustomers } from '../message-store.js'

export interface LinkSubject extends Consents {
  readonly customerId: string
  /** The present one of the channel. */
  readonly address: string | null
  /** What the customer was shown when the consent was asked for. */
  readonly wording: string | null
}

/** Who a message was for; null where the customer was erased, or the message is kept no longer. */
export async function subjectOf(db: Db, messageId: string, channel: Channel): Promise<LinkSubject | null> {
  const { rows } = await sql<LinkSubject>`
    select c.id as "customerId", case ${channel}::text when 'email' then c.email else c.phone end as address,
      json_build_object('email', c.email_consent, 'sms', c.sms_consent) as consent, c.topic_consents as topics,
      e.data ->> 'wording' as wording
    from messages m
    join customers c on c.id = m.customer_id
    left join enrollments e on e.id = m.enrollment_id
    where m.id = ${messageId}`.execute(db)
  return rows[0] ?? null
}

/** Whether an event has been processed. */
export async function isStored(db: Db, source: string, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from events where source_id = ${source} and id = ${id}`.execute(db)
  return rows.length > 0
}

export interface Reader extends Consents {
  readonly customerId: string
  readonly email: string | null
  readonly phone: string | null
  /** As the shop has told it: may be anything. */
  readonly locale: unknown
}

/** Whom a link that outlives its message is for by now; null where nobody is left. */
export async function readerOf(
  db: Db,
  { messageId, customerId }: Pick<LinkPayload, 'messageId' | 'customerId'>,
): Promise<Reader | null> {
  const present =
    customerId === undefined ? undefined : (await presentCustomers(db, [customerId])).get(customerId)
  const { rows } = await sql<Reader>`
    select c.id as "customerId", c.email, c.phone, c.attributes -> 'locale' as locale,
      json_build_object('email', c.email_consent, 'sms', c.sms_consent) as consent, c.topic_consents as topics
    from customers c
    where c.id = coalesce((select m.customer_id from messages m join customers of on of.id = m.customer_id
      where m.id = ${messageId}), ${present ?? null}::uuid)`.execute(db)
  return rows[0] ?? null
}

export interface Shop {
  /** Of the brand that wrote; null before anything was published. */
  readonly name: string | null
  readonly locale: string | null
  readonly topics: Readonly<Record<string, { readonly name: string; readonly description?: string }>>
  readonly doubleOptIn: readonly Channel[]
  readonly writesSms: boolean
}

const nobody: Shop = { name: null, locale: null, topics: {}, doubleOptIn: [], writesSms: false }

/** How the shop calls itself in that message, or as such, and what it has to offer. */
export async function shopOf(db: Db, messageId: string | null): Promise<Shop> {
  const { rows } = await sql<Shop>`
    select coalesce(settings -> 'brands' -> (
        select v.definition -> 'journey' ->> 'brand' from messages m
        join journey_versions v on v.journey_id = m.journey_id and v.version = m.version where m.id = ${messageId}::uuid
      ) ->> 'name', settings -> 'brand' ->> 'name') as name,
      settings ->> 'locale' as locale,
      coalesce(settings -> 'topics', '{}') as topics,
      coalesce(settings -> 'consent' -> 'doubleOptIn', '[]') as "doubleOptIn",
      settings ? 'sms' as "writesSms"
    from workspace`.execute(db)
  return rows[0] ?? nobody
}
