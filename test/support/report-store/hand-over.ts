// Hands over what is queued by the SQL of dispatch, as if senders had taken it; some fail, some stay unknown, as they do.
import { sql } from 'kysely'
import type { Db } from '../../../src/db/tables.js'
import type { Random } from '../../../src/demo/random.js'
import { seededRandom } from '../../../src/demo/random.js'
import { markOnWire, recordSettlements, type SettledMessage } from '../../../src/dispatch/hand-over-store.js'
import type { Identifiers } from '../../../src/model/customer.js'
import type { HandedOver } from './reactions.js'

/** The same for the same message, whatever came before it. */
export const randomOf = (seed: number, id: string): Random =>
  seededRandom(seed ^ Number.parseInt(id.replaceAll('-', '').slice(-8), 16))

interface Claimed {
  readonly id: string
  readonly token: string
}

/** Everything that is queued and due; answers what went out, with the names by which the customers react. */
export async function handOverDue(db: Db, seed: number): Promise<HandedOver[]> {
  const claimed = await claim(db)
  if (claimed.length === 0) return []
  const granted = await markOnWire(db, claimed, 60_000)
  const settled = claimed.map(message => ({
    ...message,
    ...outcomeOf(randomOf(seed, message.id), granted.has(message.id)),
  }))
  await recordSettlements(db, settled, 86_400_000)
  const out = settled.filter(({ status }) => status === 'sent' || status === 'unknown').map(({ id }) => id)
  return await readHandedOver(db, out)
}

async function claim(db: Db): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    update messages set status = 'claimed', claim_token = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 hour'
    where status = 'queued' and due_at <= tf_now()
    returning id, claim_token as token`.execute(db)
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

function outcomeOf(random: Random, granted: boolean): Omit<SettledMessage, keyof Claimed> {
  const status = granted
    ? random.weighted([
        ['sent', 93],
        ['unknown', 3],
        ['failed', 2],
        ['skipped', 2],
      ] as const)
    : 'skipped'
  return {
    status,
    reason: status === 'sent' ? null : granted ? 'made_up' : 'not_subscribed',
    delayMs: 0,
    attempted: status !== 'skipped',
    sender: status === 'skipped' ? null : random.pick(['smtp', 'backup']),
    providerId: null,
    suppress: null,
    templateHash: null,
  }
}

/** Strongest names first: a report names its customer by one that holds. */
async function readHandedOver(db: Db, ids: readonly string[]): Promise<HandedOver[]> {
  const { rows } = await sql<HandedOver & { names: Identifiers }>`
    select m.id, m.journey_id as "journeyId", m.step_id as "stepId", m.channel, m.template, m.wire_at as "wireAt",
      c.attributes ->> 'country' as country, e.data -> 'cart' ->> 'id' as "cartId",
      (
        select jsonb_build_object(i.kind, i.value) from identities i where i.customer_id = m.customer_id
        order by array_position(array['id', 'email', 'phone', 'anonymousId'], i.kind), i.value limit 1
      ) as customer
    from messages m join customers c on c.id = m.customer_id join enrollments e on e.id = m.enrollment_id
    where m.id = any(${ids}::uuid[]) and m.wire_at is not null order by m.id`.execute(db)
  return rows
}
