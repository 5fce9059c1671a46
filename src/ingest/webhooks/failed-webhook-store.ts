// Webhooks that were set aside because they could not be understood: kept as they came, listed, and put back.
import { sql, type Transaction } from 'kysely'
import { plainColumn, textColumn } from '../../db/columns.js'
import { inTransaction } from '../../db/index.js'
import type { Database, Db } from '../../db/tables.js'
import { newId } from '../../platform/new-id.js'
import { cutOffReason, type Platform, type Webhook } from './webhook.js'
import type { SetAside } from './worker-shop-data.js'

/** What PostgreSQL and a terminal take; a reason may quote a body. */
const longestReason = 2_000
const tame = (reason: string): string => reason.slice(0, longestReason).replace(/\0|\p{Surrogate}/gu, '')

/** At most once each: what fails again tells its newest reason. */
export async function setWebhooksAside(db: Db, failed: readonly SetAside[]): Promise<void> {
  const once = [
    ...new Map(
      failed.map(one => [`${one.webhook.platform} ${one.webhook.source} ${one.webhook.key}`, one]),
    ).values(),
  ]
  if (once.length === 0) return
  await sql`
    insert into failed_webhooks (id, platform, source_id, topic, key, received_at, triggered_at, shop_domain, body,
      body_encoding, reason)
    select * from unnest(
      ${plainColumn(once, () => newId())}::uuid[],
      ${textColumn(once, ({ webhook }) => webhook.platform)}::text[],
      ${textColumn(once, ({ webhook }) => webhook.source)}::text[],
      ${textColumn(once, ({ webhook }) => webhook.topic)}::text[],
      ${textColumn(once, ({ webhook }) => webhook.key)}::text[],
      ${plainColumn(once, ({ webhook }) => webhook.receivedAt)}::timestamptz[],
      ${plainColumn(once, ({ webhook }) => webhook.triggeredAt)}::timestamptz[],
      ${textColumn(once, ({ webhook }) => webhook.shopDomain)}::text[],
      ${textColumn(once, ({ webhook }) => webhook.body)}::text[],
      ${textColumn(once, ({ webhook }) => webhook.bodyEncoding)}::text[],
      ${textColumn(once, ({ reason }) => tame(reason))}::text[]
    )
    on conflict (platform, source_id, key)
      do update set reason = excluded.reason, failed_at = excluded.failed_at`.execute(db)
}

export interface FailedWebhook {
  readonly id: string
  readonly platform: Platform
  readonly source: string
  readonly topic: string
  readonly key: string
  readonly reason: string
  readonly receivedAt: Date
  readonly failedAt: Date
}

/** Newest first; without their bodies, which hold what shoppers did. */
export async function listFailedWebhooks(db: Db, limit: number): Promise<FailedWebhook[]> {
  const { rows } = await sql<FailedWebhook>`
    select id, platform, source_id as source, topic, key, reason, received_at as "receivedAt", failed_at as "failedAt"
    from failed_webhooks order by failed_at desc, id desc limit ${limit}`.execute(db)
  return rows
}

/** A body may be five megabytes. */
const portion = 20

/**
 * Hands set-aside webhooks (these ids, or all there are now) to `accept`, and forgets them, but for those of which only
 * the beginning is there. Answers how many. That commits
 * after `accept` has taken them: a crash in between leaves them set aside, and replaying them again does no harm, for the
 * events have the same ids.
 */
export async function replayFailedWebhooks(
  db: Db,
  ids: readonly string[] | null,
  accept: (webhooks: Webhook[]) => Promise<unknown>,
): Promise<number> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  const before = rows[0]!.now
  for (let sum = 0; ; ) {
    const count = await inTransaction(db, async trx => {
      const webhooks = await takeOut(trx, ids, before)
      if (webhooks.length > 0) await accept(webhooks)
      return webhooks.length
    })
    sum += count
    if (count < portion) return sum
  }
}

interface Row {
  readonly platform: Platform
  readonly source: string
  readonly topic: string
  readonly key: string
  readonly receivedAt: Date
  readonly triggeredAt: Date | null
  readonly shopDomain: string | null
  readonly body: string
  readonly bodyEncoding: 'base64' | null
}

async function takeOut(
  trx: Transaction<Database>,
  ids: readonly string[] | null,
  before: Date,
): Promise<Webhook[]> {
  const { rows } = await sql<Row>`
    delete from failed_webhooks where id in (
      select id from failed_webhooks
      where failed_at <= ${before} and reason <> ${cutOffReason}
        and (${ids}::uuid[] is null or id = any(${ids}::uuid[]))
      order by failed_at, id limit ${portion} for update skip locked
    )
    returning platform, source_id as source, topic, key, received_at as "receivedAt", triggered_at as "triggeredAt",
      shop_domain as "shopDomain", body, body_encoding as "bodyEncoding"`.execute(trx)
  return rows.map(({ receivedAt, triggeredAt, shopDomain, bodyEncoding, ...row }) => ({
    ...row,
    receivedAt: receivedAt.toISOString(),
    triggeredAt: triggeredAt?.toISOString() ?? null,
    ...(shopDomain !== null && { shopDomain }),
    ...(bodyEncoding !== null && { bodyEncoding }),
  }))
}
