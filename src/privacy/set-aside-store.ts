// What was set aside because it could not be processed, as far as it names somebody: text of any shape, because that may be
// why it is there. Looked for in two steps: PostgreSQL finds texts with a name in them, `mentions.ts` looks closer.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import { mentionedBy, mentionedByWebhook } from './mentions.js'

/** Answers how many were deleted. */
export async function deleteSetAside(
  db: Db,
  names: readonly CustomerKey[],
): Promise<{ failed_events: number; failed_webhooks: number }> {
  const { events, webhooks } = await findSetAside(db, names)
  const deleted =
    await sql`delete from failed_events where id = any(${events.map(({ id }) => id)}::uuid[])`.execute(db)
  const gone =
    await sql`delete from failed_webhooks where id = any(${webhooks.map(({ id }) => id)}::uuid[])`.execute(db)
  return {
    failed_events: Number(deleted.numAffectedRows ?? 0),
    failed_webhooks: Number(gone.numAffectedRows ?? 0),
  }
}

/** All that one source sent, whomever it is about. */
export async function deleteSetAsideOf(db: Db, source: string): Promise<void> {
  await sql`delete from failed_events where source_id = ${source}`.execute(db)
  await sql`delete from failed_webhooks where source_id = ${source}`.execute(db)
}

export interface SetAside {
  readonly events: readonly {
    readonly id: string
    readonly text: string
    readonly reason: string
    readonly at: Date
  }[]
  readonly webhooks: readonly {
    readonly id: string
    readonly source: string
    readonly topic: string
    readonly text: string
    readonly reason: string
    readonly at: Date
  }[]
}

export async function findSetAside(db: Db, names: readonly CustomerKey[]): Promise<SetAside> {
  const { rows: events } = await sql<SetAside['events'][number]>`
    select id, event::text as text, reason, failed_at as at from failed_events where ${holds(sql`event::text`, names)}`.execute(
    db,
  )
  // Bytes that are no text come as escapes, in which what is ASCII stays as it is.
  const { rows: webhooks } = await sql<SetAside['webhooks'][number]>`
    select id, source_id as source, topic, text, reason, failed_at as at from (
      select *, case body_encoding when 'base64' then encode(decode(body, 'base64'), 'escape') else body end as text
      from failed_webhooks
    ) w where ${holds(sql`text`, names)}`.execute(db)
  return {
    events: events.filter(({ text }) => mentionedBy(text, names)),
    webhooks: webhooks.filter(webhook => mentionedByWebhook(webhook, names)),
  }
}

/** Phone numbers are written with blanks and brackets in many ways; a WooCommerce id stands there without its shop. */
const holds = (text: RawBuilder<unknown>, names: readonly CustomerKey[]): RawBuilder<unknown> => sql`exists (
  select from unnest(${names.map(({ kind, value }) => inText(kind, value))}::text[]) as n(value)
  where position(n.value in lower(${text})) > 0
    or n.value like '+%' and position(n.value in regexp_replace(${text}, '[\\s().-]', '', 'g')) > 0
)`

function inText(kind: string, value: string): string {
  const own = kind === 'email' || kind === 'phone' ? value : value.slice(value.indexOf(':') + 1)
  return JSON.stringify(own).slice(1, -1).toLowerCase()
}
