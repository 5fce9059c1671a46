// Reads the ledgers of customers: a statement for each kind of row, whatever the number of customers.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Goals } from '../journeys/engine/index.js'
import { ownSource } from '../model/event.js'
import { withoutErased } from './erased-order-store.js'
import { groupBy } from './group-by.js'
import type { Ledger, LedgerEvent, LedgerMessage, LedgerPass, LedgerVisit } from './ledger.js'
import { cancellationType, orderType, refundType } from './order.js'
import { visitOf, visitTypes } from './visit.js'

type Owned<T> = T & { readonly customerId: string }

/** Nobody reaches a goal so often; a robot, or an id that a whole office shares, must not fill the memory. */
const mostEvents = 10_000
/** As often as one order is reported, and then some. */
const mostReports = 100

/** Word for word as the index on orders has it. */
const orderTypes = sql`'order_completed', 'order_cancelled', 'order_refunded'`
const isOrder = (alias: 'e' | 'own'): RawBuilder<unknown> => {
  const type = sql.ref(`${alias}.type`)
  const properties = sql.ref(`${alias}.properties`)
  return sql`${type} in (${orderTypes}) and length(${properties} -> 'order' ->> 'id') <= 200`
}

export interface LoadedLedger extends Ledger {
  /** Of what happened before, not all was read; null: it was. */
  readonly eventsSince: Date | null
}

/** The caller holds the customers' locks. */
export async function loadLedgers(db: Db, ids: readonly string[], goals: Goals): Promise<LoadedLedger[]> {
  const passes = groupBy(await passesOf(db, ids, goals), ({ customerId }) => customerId)
  const messages = groupBy(await messagesOf(db, ids), ({ customerId }) => customerId)
  const visits = groupBy(await visitsOf(db, ids, goals), ({ customerId }) => customerId)
  const events = groupBy(await withoutErased(db, await eventsOf(db, ids, goals)), ({ ledgerOf }) => ledgerOf)
  return ids.map(customerId => ({
    customerId,
    passes: passes.get(customerId) ?? [],
    messages: messages.get(customerId) ?? [],
    visits: visits.get(customerId) ?? [],
    events: events.get(customerId) ?? [],
    eventsSince: readSince(customerId, events.get(customerId) ?? []),
  }))
}

/** The last moment before which events of some type were left out. */
function readSince(customerId: string, events: readonly LedgerEvent[]): Date | null {
  if (events.length < mostEvents) return null
  const own = groupBy(
    events.filter(event => event.customerId === customerId),
    ({ type }) => type,
  )
  const begins = [...own.values()]
    .filter(({ length }) => length >= mostEvents)
    .map(ofType => ofType.reduce((first, { at }) => Math.min(first, at.getTime()), Number.POSITIVE_INFINITY))
  return begins.length === 0 ? null : new Date(Math.max(...begins) + 1)
}

async function passesOf(db: Db, ids: readonly string[], { readPass }: Goals): Promise<Owned<LedgerPass>[]> {
  const { rows } = await sql<Owned<LedgerPass>>`
    select customer_id as "customerId", id, journey_id as "journeyId", version, key, entered_at as "enteredAt", country,
      segments, ${readPass ? sql`data` : sql`'{}'::jsonb as data`}, ${readPass ? sql`outputs` : sql`'{}'::jsonb as outputs`}
    from enrollments where customer_id = any(${ids}::uuid[])`.execute(db)
  return rows
}

async function messagesOf(db: Db, ids: readonly string[]): Promise<Owned<LedgerMessage>[]> {
  const { rows } = await sql<Owned<LedgerMessage>>`
    select customer_id as "customerId", id, enrollment_id as "enrollmentId", journey_id as "journeyId", version,
      step_id as "stepId", channel, created_at as "createdAt", wire_at as "wireAt"
    from messages
    where customer_id = any(${ids}::uuid[]) and status in ('on_wire', 'sent', 'unknown') and wire_at is not null`.execute(
    db,
  )
  return rows
}

/** Only what Triggerfish itself has made of reports counts: anybody with a key may post an event that names a message. */
async function visitsOf(db: Db, ids: readonly string[], { byVisit }: Goals): Promise<Owned<LedgerVisit>[]> {
  if (!byVisit) return []
  const { rows } = await sql<Owned<LedgerEvent>>`
    select customer_id as "customerId", source_id as source, id, type, least(occurred_at, processed_at) as at, properties
    from events
    where customer_id = any(${ids}::uuid[]) and type = any(${visitTypes}::text[]) and source_id = ${ownSource}`.execute(
    db,
  )
  return rows.flatMap(event => {
    const visit = visitOf(event)
    return visit ? [{ ...visit, customerId: event.customerId }] : []
  })
}

type EventRow = LedgerEvent & { readonly ledgerOf: string }

/** Those of the customers, and what anybody has told of the same orders. */
async function eventsOf(db: Db, ids: readonly string[], { types }: Goals): Promise<EventRow[]> {
  const wanted = [...new Set([...types, orderType, refundType, cancellationType])]
  const { rows } = await sql<EventRow>`
    with own as (
      select e.* from unnest(${ids}::uuid[]) as c(id)
      cross join unnest(${wanted}::text[]) as t(type)
      cross join lateral (
        select customer_id, source_id, id, type, least(occurred_at, processed_at) as at, properties
        from events e where e.customer_id = c.id and e.type = t.type
        order by e.occurred_at desc limit ${mostEvents}
      ) e
    ), orders as (
      select distinct customer_id, properties -> 'order' ->> 'id' as order_id
      from own where length(properties -> 'order' ->> 'id') <= 200
    )
    select customer_id as "ledgerOf", customer_id as "customerId", source_id as source, id, type, at, properties from own
    union all
    select o.customer_id, e.customer_id, e.source_id, e.id, e.type, e.at, e.properties
    from orders o
    cross join lateral (
      select customer_id, source_id, id, type, least(occurred_at, processed_at) as at, properties
      from events e
      where e.properties -> 'order' ->> 'id' = o.order_id and ${isOrder('e')} and e.customer_id <> o.customer_id
      order by e.occurred_at limit ${mostReports}
    ) e
    where e.type = any(${wanted}::text[])`.execute(db)
  return rows
}

/**
 * Others who have told of orders of these customers: what they have earned may be another's now. Of each order those whose reports
 * are put together, also by way of others, and no more: whose another order is does not hang on it.
 */
export async function sharingOrders(db: Db, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive told as (
      select own.properties -> 'order' ->> 'id' as order_id, own.source_id, own.customer_id from events own
      where own.customer_id = any(${ids}::uuid[]) and ${isOrder('own')}
      union
      select t.order_id, other.source_id, other.customer_id
      from told t cross join lateral (
        select e.source_id, e.customer_id from events e
        where e.properties -> 'order' ->> 'id' = t.order_id and ${isOrder('e')}
          and (e.source_id = t.source_id or e.customer_id = t.customer_id)
        order by e.occurred_at limit ${mostReports}
      ) other
    )
    select distinct customer_id as id from told where not customer_id = any(${ids}::uuid[])`.execute(db)
  return rows.map(({ id }) => id)
}
