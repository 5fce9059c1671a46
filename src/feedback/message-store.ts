// SQL of reports: which message one is about, by our id or the provider's, and whose it is.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Channel } from '../model/channel.js'

export interface MessageKey {
  readonly messageId: string | null
  readonly providerId: string | null
}

export interface ReportedMessage {
  readonly id: string
  readonly customerId: string
  readonly channel: Channel
  readonly journeyId: string
  readonly stepId: string
  readonly template: string
  /** When its hand-over began; null where it is not known to have begun. */
  readonly wireAt: Date | null
}

/** One answer per key; null where there is no such message, or nobody left whose it is. */
export async function findMessages(db: Db, keys: readonly MessageKey[]): Promise<(ReportedMessage | null)[]> {
  const numbered = keys.map((key, n) => ({ n, ...key }))
  const { rows } = await sql<ReportedMessage & { n: number }>`
    select x.n, m.id, m.customer_id as "customerId", m.channel, m.journey_id as "journeyId", m.step_id as "stepId",
      m.template, m.wire_at as "wireAt"
    from json_to_recordset(${JSON.stringify(numbered)}::json) as x(n integer, "messageId" uuid, "providerId" text)
    cross join lateral (
      select * from messages where id = x."messageId"
      union all
      select * from messages where x."messageId" is null and provider_id = x."providerId"
      limit 1
    ) as m
    where exists (select from customers c where c.id = m.customer_id)`.execute(db)
  const byNumber = new Map(rows.map(({ n, ...message }) => [n, message]))
  return keys.map((_, n) => byNumber.get(n) ?? null)
}

/** Who these customers are by now, where they were merged since; without those who are gone. */
export async function presentCustomers(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ asked: string; id: string }>`
    with recursive lives as (
      select id as asked, id from unnest(${ids}::uuid[]) as x(id)
      union
      select l.asked, m.into_id from lives l join customer_merges m on m.from_id = l.id and m.kind = 'merged'
    )
    select distinct on (l.asked) l.asked, c.id from lives l join customers c on c.id = l.id order by l.asked, c.id`.execute(
    db,
  )
  return new Map(rows.map(({ asked, id }) => [asked, id]))
}

export interface ChannelAddress {
  readonly channel: Channel
  readonly address: string
}

/** Who is known by each of these; null where nobody is. */
export async function customersAt(db: Db, addresses: readonly ChannelAddress[]): Promise<(string | null)[]> {
  if (addresses.length === 0) return []
  const { rows } = await sql<{ n: number; id: string }>`
    select x.n::integer, i.customer_id as id
    from json_to_recordset(${JSON.stringify(addresses.map((one, n) => ({ n, ...one })))}::json)
      as x(n integer, channel text, address text)
    join identities i on i.kind = case x.channel when 'email' then 'email' else 'phone' end and i.value = x.address`.execute(
    db,
  )
  const byNumber = new Map(rows.map(({ n, id }) => [n, id]))
  return addresses.map((_, n) => byNumber.get(n) ?? null)
}
