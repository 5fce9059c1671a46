// Counts what was set aside and waits for somebody.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'

export async function countSetAside(db: Db): Promise<{ failedEvents: number; failedWebhooks: number }> {
  const { rows } = await sql<{ failedEvents: number; failedWebhooks: number }>`
    select (select count(*)::int from failed_events where replayed_at is null) as "failedEvents",
      (select count(*)::int from failed_webhooks) as "failedWebhooks"`.execute(db)
  return rows[0]!
}
