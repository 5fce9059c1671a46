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
