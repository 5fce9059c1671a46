// Reads who somebody is, and what happened to them, newest first.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'

export interface Customer {
  readonly customerId: string
  readonly names: readonly { readonly kind: string; readonly value: string; readonly since: string }[]
  /** Those messages go to; null: none is known. */
  readonly email: string | null
  readonly phone: string | null
  readonly attributes: JsonObject
  /** By channel; topics have a word of their own only where they were told one. */
  readonly consents: Readonly<Record<'email' | 'sms', Consent>>
  readonly suppressions: readonly {
    readonly channel: string
    readonly reason: string
    readonly since: string
  }[]
  /** Journeys they are in now. */
  readonly enrollments: readonly {
    readonly journeyId: string
    readonly version: number
    readonly key: string
    readonly stepId: string | null
    readonly enteredAt: string
  }[]
  readonly counts: Readonly<Record<'events' | 'enrollments' | 'messages' | 'conversions' | 'merges', number>>
  readonly createdAt: string
  readonly updatedAt: string
}

export interface Consent {
  readonly status: string
  readonly at: string | null
  readonly topics: Readonly<Record<string, { readonly status: string; readonly at: string }>>
}

/** They are kept with milliseconds; here they have times as everything else has. */
const topicsOf = (channel: 'email' | 'sms') => sql`(
  select coalesce(json_object_agg(name, json_build_object(
    'status', said ->> 'status', 'at', to_timestamp((said ->> 'at')::float8 / 1000)) order by name), '{}')
  from jsonb_each(c.topic_consents -> ${channel}::text) as x(name, said))`

/** undefined: they have just been merged or erased. */
export async function findCustomer(db: Db, customerId: string): Promise<Customer | undefined> {
  const { rows } = await sql<{ customer: Customer }>`
    select json_build_object(
      'customerId', c.id,
      'names', (select coalesce(json_agg(json_build_object('kind', kind, 'value', value, 'since', created_at)
        order by created_at, kind, value), '[]') from identities where customer_id = c.id),
      'email', c.email, 'phone', c.phone, 'attributes', c.attributes,
      'consents', json_build_object(
        'email', json_build_object('status', c.email_consent, 'at', c.email_consent_at,
          'topics', ${topicsOf('email')}),
        'sms', json_build_object('status', c.sms_consent, 'at', c.sms_consent_at,
          'topics', ${topicsOf('sms')})),
      'suppressions', (select coalesce(json_agg(json_build_object('channel', channel, 'reason', reason, 'since', created_at)
        order by channel), '[]') from suppressions
        where channel = 'email' and address = c.email or channel = 'sms' and address = c.phone),
      'enrollments', (select coalesce(json_agg(json_build_object('journeyId', journey_id, 'version', version, 'key', key,
        'stepId', step_id, 'enteredAt', entered_at) order by entered_at, id), '[]')
        from enrollments where customer_id = c.id and status = 'active'),
      'counts', json_build_object(
        'events', (select count(*) from events where customer_id = c.id),
        'enrollments', (select count(*) from enrollments where customer_id = c.id),
        'messages', (select count(*) from messages where customer_id = c.id),
        'conversions', (select count(*) from conversions where customer_id = c.id),
        -- As many as the history of merges has lines.
        'merges', (
          with recursive past(id) as (
            select c.id union select m.from_id from customer_merges m join past p on m.into_id = p.id
          )
          select count(*) from customer_merges
          where into_id in (select id from past) or from_id in (select id from past))),
      'createdAt', c.created_at, 'updatedAt', c.updated_at
    ) as customer
    from customers c where c.id = ${customerId}`.execute(db)
  return rows[0]?.customer
}

export interface Moment {
  readonly at: string
  readonly what: 'event' | 'decision' | 'message'
  readonly id: string
  readonly data: JsonObject
}

/** Where a page ended: the next one begins behind it. */
export interface Place {
  readonly at: string
  readonly id: string
}

/** The latest `limit` before that place, newest first. */
export async function momentsOf(
  db: Db,
  customerId: string,
  before: Place | null,
  limit: number,
): Promise<Moment[]> {
  const at = before?.at ?? 'infinity'
  const id = before?.id ?? ''
  const { rows } = await sql<Moment>`
    select to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, what, id, data from (
      (select occurred_at as at, 'event' as what, 'event:' || source_id || ':' || id as id,
          jsonb_build_object('source', source_id, 'id', id, 'type', type, 'properties', properties) as data
        from events where customer_id = ${customerId} and occurred_at <= ${at}::timestamptz
          and (occurred_at, 'event:' || source_id || ':' || id) < (${at}::timestamptz, ${id})
        order by 1 desc, 3 desc limit ${limit})
      union all
      (select d.decided_at, 'decision', 'decision:' || d.enrollment_id || ':' || lpad(d.n::text, 10, '0'),
          jsonb_build_object('journeyId', d.journey_id, 'version', d.version, 'stepId', d.step_id, 'kind', d.kind,
            'reason', d.reason, 'detail', d.detail)
        from enrollments e join decisions d on d.enrollment_id = e.id where e.customer_id = ${customerId}
          and (d.decided_at, 'decision:' || d.enrollment_id || ':' || lpad(d.n::text, 10, '0')) < (${at}::timestamptz, ${id})
        order by 1 desc, 3 desc limit ${limit})
      union all
      (select coalesce(wire_at, created_at), 'message', 'message:' || id,
          jsonb_build_object('id', id, 'journeyId', journey_id, 'stepId', step_id, 'channel', channel,
            'template', template, 'status', status, 'reason', reason)
        from messages where customer_id = ${customerId}
          and (coalesce(wire_at, created_at), 'message:' || id) < (${at}::timestamptz, ${id})
        order by 1 desc, 3 desc limit ${limit})
    ) moments order by moments.at desc, id desc limit ${limit}`.execute(db)
  return rows
}
