// SQL of suppressions: which addresses may not be written to, and why. One row for an address of a channel.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { SuppressionChange } from './change-customer.js'

/**
 * In their order: of an opt-out and a START the later counts. What is more than an opt-out takes its place, so that no START
 * lifts it; all else leaves what there is. Repeating it changes nothing.
 */
export async function changeSuppressions(
  db: Db,
  changes: readonly SuppressionChange[],
  now: Date,
): Promise<void> {
  const lifted = changes.filter(({ reason }) => reason === null)
  if (lifted.length > 0) await liftOptOuts(db, lifted)
  const added = changes.filter(
    (change, n) =>
      change.reason !== null && !(change.reason === 'opt_out' && isLifted(change, changes.slice(n))),
  )
  if (added.length > 0) await insertSuppressions(db, added, now)
}

const isLifted = ({ channel, address }: SuppressionChange, later: readonly SuppressionChange[]): boolean =>
  later.some(other => other.reason === null && other.channel === channel && other.address === address)

async function insertSuppressions(db: Db, added: readonly SuppressionChange[], now: Date): Promise<void> {
  await sql`
    insert into suppressions (channel, address, reason, created_at)
    select distinct on (channel, address) channel, address, reason, ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(added)}::json) as x(channel text, address text, reason text)
    order by channel, address, reason = 'opt_out'
    on conflict (channel, address) do update set reason = excluded.reason, created_at = excluded.created_at
    where suppressions.reason = 'opt_out' and excluded.reason <> 'opt_out'`.execute(db)
}

/** Locked in the order of the insert: two batches may be about the same addresses. */
async function liftOptOuts(db: Db, lifted: readonly SuppressionChange[]): Promise<void> {
  await sql`
    with held as (
      select s.channel, s.address from suppressions s
      join (select distinct channel, address
        from json_to_recordset(${JSON.stringify(lifted)}::json) as x(channel text, address text)) as y using (channel, address)
      where s.reason = 'opt_out'
      order by s.channel, s.address
      for update of s
    )
    delete from suppressions s using held
    where s.channel = held.channel and s.address = held.address`.execute(db)
}
