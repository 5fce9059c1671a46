// What reports say of messages, in the transaction that stores them as events (I3). A message's state only moves forward,
// in whatever order and however often it is told: the furthest counts.
import { sql } from 'kysely'
import { creditMarksOf } from '../conversions/index.js'
import type { Db, Delivery } from '../db/tables.js'
import { type Event, ownSource } from '../model/event.js'
import { marksOfMessages } from '../rollups/index.js'

/** A later one replaces an earlier one; a bounce may come after all, and a complaint is the last word. */
const deliveries: readonly Delivery[] = [
  'accepted',
  'deferred',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
]

// A map: a custom event may be called "constructor".
const deliveryOf: ReadonlyMap<string, Delivery> = new Map([
  ['email_accepted', 'accepted'],
  ['sms_accepted', 'accepted'],
  ['email_deferred', 'deferred'],
  ['email_delivered', 'delivered'],
  ['sms_delivered', 'delivered'],
  ['message_prefetched', 'delivered'],
  ['email_opened', 'opened'],
  ['email_clicked', 'clicked'],
  ['sms_clicked', 'clicked'],
  ['email_bounced', 'bounced'],
  ['sms_failed', 'bounced'],
  ['email_complained', 'complained'],
])

/** They say nothing of how far it came. */
const unsubscribing: ReadonlySet<string> = new Set(['email_unsubscribed', 'sms_unsubscribed'])

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Only what Triggerfish itself has made of reports counts: anybody with a key may post an event that names a message. Whatever
 * is told of a message proves that a provider has it, so it is not sent again. Repeating it changes nothing.
 */
export async function settleMessages(db: Db, events: readonly Event[]): Promise<void> {
  const told = events.flatMap(({ source, type, occurredAt, properties: { messageId } }) => {
    if (source !== ownSource || typeof messageId !== 'string' || !uuid.test(messageId)) return []
    const unsubscribed = unsubscribing.has(type)
    const delivery = deliveryOf.get(type) ?? null
    if (delivery === null && !unsubscribed) return []
    const rank = delivery === null ? 0 : deliveries.indexOf(delivery) + 1
    return [{ id: messageId, rank, delivery, at: occurredAt, unsubscribed }]
  })
  if (told.length === 0) return
  await sql`
    with told as (
      select distinct on (id) id, rank, delivery, at, bool_or(unsubscribed) over (partition by id) as unsubscribed
      from json_to_recordset(${JSON.stringify(told)}::json) as x(id uuid, rank integer, delivery text, at timestamptz,
        unsubscribed boolean)
      order by id, rank desc, at
    ),
    held as (
      -- Of the same told twice the earlier time counts, whichever comes first.
      select told.*, m.wire_at, told.rank > known.rank or told.rank = known.rank and told.at < m.delivery_at as moves,
        told.rank > 0 and (m.status = 'unknown' or m.attempts > 0 and m.status in ('queued', 'claimed', 'failed')) as not_sent
      from messages m join told on m.id = told.id
      cross join lateral (select coalesce(array_position(${deliveries}::text[], m.delivery), 0) as rank) as known
      order by m.id for update of m
    ),
    changed as (
      update messages m
      set delivery = case when moves then h.delivery else m.delivery end,
        delivery_at = case when moves then h.at else m.delivery_at end,
        status = case when not_sent then 'sent' else m.status end,
        reason = case when not_sent then null else m.reason end,
        sent_at = case when not_sent then coalesce(m.wire_at, h.at) else m.sent_at end,
        wire_at = case when not_sent then coalesce(m.wire_at, h.at) else m.wire_at end,
        claim_token = case when not_sent then null else m.claim_token end,
        lease_until = case when not_sent then null else m.lease_until end,
        unsubscribed = m.unsubscribed or h.unsubscribed
      from held h
      where m.id = h.id and (moves or not_sent or h.unsubscribed and not m.unsubscribed)
      returning m.customer_id, m.journey_id, m.enrollment_id, m.created_at, m.wire_at, h.wire_at as was_wire_at,
        false as capped, true as for_entries
    ),
    credited as (${creditMarksOf('changed')})
    ${marksOfMessages('changed')}`.execute(db)
}
