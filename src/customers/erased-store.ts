// What is left of people who were erased: a keyed hash of each of their names and of each order of theirs, and when. It tells
// events of the life before the erasure, which are still on their way, from those of the life after it, and keeps an order from
// being counted for somebody else. Must never keep a name.
import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { type Identifiers, type IdentityKind, identityKinds } from '../model/customer.js'

export interface ErasableEvent {
  readonly customer: Identifiers
  /** ISO 8601. */
  readonly occurredAt: string
  readonly receivedAt: string
}

/** When somebody was last erased; null: nobody ever was. As an expression: `(select max(erased_at) from erasures)`. */
export async function lastErasure(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select max(erased_at) as at from erasures`.execute(db)
  return rows[0]?.at ?? null
}

/**
 * Per event, whether it belongs to a life that was erased: it happened or arrived before one of its names was. Asks nothing
 * where `lastErasedAt` is older than all of them, and so, on most days, never.
 */
export async function findErased(
  db: Db,
  events: readonly ErasableEvent[],
  lastErasedAt: Date | null,
): Promise<boolean[]> {
  const last = lastErasedAt?.toISOString() ?? ''
  const doubtful = events.filter(event => beganAt(event) < last)
  if (doubtful.length === 0) return events.map(() => false)
  const key = await privacyKey(db)
  const hashes = new Map<string, string>()
  for (const { customer } of doubtful)
    for (const [kind, value] of tellingNames(customer)) {
      const text = `${kind}:${value}`
      if (!hashes.has(text)) hashes.set(text, nameHash(key, kind, value).toString('hex'))
    }
  const erasedAt = await erasedAtOf(db, [...hashes.values()])
  const isErased = (event: ErasableEvent): boolean =>
    tellingNames(event.customer).some(
      ([kind, value]) =>
        beganAt(event) < (erasedAt.get(hashes.get(`${kind}:${value}`) ?? '')?.toISOString() ?? ''),
    )
  return events.map(event => beganAt(event) < last && isErased(event))
}

/** What happened before the erasure and is told only now (an old list, say) belongs to the erased life too. */
const beganAt = ({ occurredAt, receivedAt }: ErasableEvent): string =>
  occurredAt < receivedAt ? occurredAt : receivedAt

const known: ReadonlySet<IdentityKind> = new Set(['id', 'email', 'phone'])

/**
 * The names that tell whose event it is: all that people are known by, or else the strongest. The browser of somebody who
 * was erased may be another's too: with a name of theirs, what they do in it is theirs.
 */
function tellingNames(customer: Identifiers): [IdentityKind, string][] {
  const names = identityKinds.flatMap((kind): [IdentityKind, string][] => {
    const value = customer[kind]
    return value === undefined ? [] : [[kind, value]]
  })
  if (customer.formerId !== undefined) names.push(['id', customer.formerId])
  const people = names.filter(([kind]) => known.has(kind))
  return people.length > 0 ? people : names.slice(0, 1)
}

/** HMAC-SHA256, so that who has the table but not the key cannot try addresses. */
export const nameHash = (key: Buffer, kind: IdentityKind | 'order', value: string): Buffer =>
  createHmac('sha256', key).update(`${kind}:${value}`).digest()

/** Two shops may have the same number. */
export const orderHash = (key: Buffer, source: string, orderId: string): Buffer =>
  nameHash(key, 'order', JSON.stringify([source, orderId]))

/** The random key of this installation. It must not get into any answer, file or log. */
export async function privacyKey(db: Db): Promise<Buffer> {
  const { rows } = await sql<{ key: Buffer }>`select privacy_key as key from installation`.execute(db)
  return rows[0]!.key
}

/** When the names of these hashes, in hexadecimal, were erased; those never erased are not in it. */
export async function erasedAtOf(db: Db, hashes: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await sql<{ hash: string; at: Date }>`
    select encode(name_hash, 'hex') as hash, erased_at as at from erasures
    where name_hash in (select decode(h, 'hex') from unnest(${hashes}::text[]) h)`.execute(db)
  return new Map(rows.map(({ hash, at }) => [hash, at]))
}
