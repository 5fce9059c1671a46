// SQL of suppressions by hand: listed, added and lifted, with who did it and why. A message is looked at when it is claimed
// and again before it leaves, so that both count at once.
import { sql } from 'kysely'
import type { Db, SuppressionReason } from '../db/tables.js'
import type { Channel } from '../model/channel.js'

export interface SuppressedAddress {
  readonly channel: Channel
  /** An email address in lower case, or an E.164 number. */
  readonly address: string
}

export interface Suppression extends SuppressedAddress {
  readonly reason: SuppressionReason
  readonly since: Date
  /** Of whoever added it by hand. */
  readonly note: string | null
}

export interface SuppressionQuery {
  readonly channel?: Channel | undefined
  readonly reason?: SuppressionReason | undefined
  /** Those after this one, by channel and address. */
  readonly after?: SuppressedAddress | undefined
  readonly limit: number
}

/** By channel and address. */
export async function listSuppressions(db: Db, query: SuppressionQuery): Promise<Suppression[]> {
  const { channel = null, reason = null, after, limit } = query
  return await readSuppressions(
    db,
    sql`(${channel}::text is null or s.channel = ${channel}) and (${reason}::text is null or s.reason = ${reason})
      and (${after?.channel ?? null}::text is null
        or (s.channel, s.address) > (${after?.channel ?? null}, ${after?.address ?? null}))`,
    limit,
  )
}

/** null: the address is free. */
export async function findSuppression(
  db: Db,
  { channel, address }: SuppressedAddress,
): Promise<Suppression | null> {
  const found = await readSuppressions(db, sql`s.channel = ${channel} and s.address = ${address}`, 1)
  return found[0] ?? null
}

async function readSuppressions(
  db: Db,
  where: ReturnType<typeof sql>,
  limit: number,
): Promise<Suppression[]> {
  const { rows } = await sql<Suppression>`
    select s.channel, s.address, s.reason, s.created_at as since,
      (select c.note from suppression_changes c
        where c.channel = s.channel and c.address = s.address and c.change = 'added' and c.reason = s.reason
        order by c.changed_at desc limit 1) as note
    from suppressions s where ${where} order by s.channel, s.address limit ${limit}`.execute(db)
  return rows
}

export interface ByHand {
  readonly note: string | null
  /** The source of an API key, or "cli". */
  readonly by: string
}

/** How many were added: an address that is suppressed already stays so for the reason it has, and is not counted. */
export async function addSuppressions(
  db: Db,
  addresses: readonly SuppressedAddress[],
  reason: SuppressionReason,
  { note, by }: ByHand,
): Promise<number> {
  const { rows } = await sql`
    with added as (
      insert into suppressions (channel, address, reason, created_at)
      select distinct channel, address, ${reason}::text, tf_now()
      from json_to_recordset(${JSON.stringify(addresses)}::json) as x(channel text, address text)
      order by channel, address
      on conflict do nothing
      returning channel, address, reason
    )
    insert into suppression_changes (channel, address, change, reason, note, made_by, changed_at)
    select channel, address, 'added', reason, ${note}::text, ${by}::text, tf_now() from added
    returning 1`.execute(db)
  return rows.length
}

/** Why it was suppressed; null where it was not. What a provider keeps of its own is not touched. */
export async function liftSuppression(
  db: Db,
  { channel, address }: SuppressedAddress,
  { note, by }: ByHand,
): Promise<SuppressionReason | null> {
  const { rows } = await sql<{ reason: SuppressionReason }>`
    with lifted as (
      delete from suppressions where channel = ${channel} and address = ${address} returning channel, address, reason
    )
    insert into suppression_changes (channel, address, change, reason, note, made_by, changed_at)
    select channel, address, 'lifted', reason, ${note}::text, ${by}::text, tf_now() from lifted
    returning reason`.execute(db)
  return rows[0]?.reason ?? null
}
