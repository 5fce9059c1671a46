// SQL of the hand-over: the mark before it and the record after it. Both are fenced by the claim's token, so whoever
// lost a message to another can change nothing about it.
import { sql } from 'kysely'
import { creditMarksOf } from '../conversions/index.js'
import type { Db } from '../db/tables.js'
import { marksOfMessages } from '../rollups/index.js'
import type { Settlement } from './settlement.js'

export interface Held {
  readonly id: string
  readonly token: string
  /** What the message is about, where its step says so: consent to it counts for more than that to the channel. */
  readonly topic?: string | undefined
  /** Of the mailbox, as reports tell them apart (src/model/mailbox-domains.ts); null or absent: it is no email. */
  readonly domain?: string | null
  readonly shortLinks?: readonly ShortLink[]
  readonly sms?: SmsFacts | null
  /** It is on the wire already, by a sender that surely did not take it, and is to go by another. */
  readonly again?: boolean
}

/** Where the code at the end of a short link leads to. */
export interface ShortLink {
  readonly code: string
  readonly url: string
}

export interface SmsFacts {
  readonly segments: number
  /** Of one segment, in the currency of the settings; null: not known. */
  readonly price: string | null
  readonly optOutWords: boolean
}

/**
 * Claimed → on the wire; the ids it was granted for. Committed synchronously whatever the session's default, in one
 * statement and so in one round trip. A row that somebody is withdrawing at this moment is passed over, not waited
 * for: that could only end in a refusal, or in a deadlock. Should the withdrawal roll back, the lease brings it back.
 * Consent, where the message needs it, and suppression are looked at once more, since connecting may have taken a minute
 * (the rule is `effectiveConsent`'s, in SQL); no lock is needed for that, and the next claim says why.
 * Marked `again`, it has the whole time once more, unless it was taken back or reported on meanwhile.
 */
export async function markOnWire(db: Db, held: readonly Held[], wireTimeoutMs: number): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    with durable as (select set_config('synchronous_commit', 'on', true) as setting),
    ready as (
      select m.id, m.wire_at as was_wire_at, x.sms, x."shortLinks", x.domain from messages m
      join json_to_recordset(${JSON.stringify(held)}::json) as x(id uuid, token uuid, topic text, again boolean,
        domain text, sms json, "shortLinks" json) on m.id = x.id
      join customers c on c.id = m.customer_id
      cross join lateral (
        select case m.channel when 'email' then c.email_consent when 'sms' then c.sms_consent end as of_channel,
          c.topic_consents -> m.channel -> x.topic ->> 'status' as of_topic
      ) as consent
      where m.claim_token = x.token
        and (m.status = 'claimed' or x.again and m.status = 'on_wire' and m.reason is null and m.delivery is null)
        and (m.category = 'transactional' or m.channel = 'onsite'
          or (of_channel <> 'unsubscribed' and coalesce(of_topic, of_channel) = 'subscribed'))
        and not exists (
          select from suppressions s where s.channel = m.channel
            and s.address = case m.channel when 'email' then c.email when 'sms' then c.phone end
        )
      for update of m skip locked
    ),
    shortened as (
      insert into short_links (code, message_id, url)
      select l.code, ready.id, l.url from ready
      cross join lateral json_to_recordset(ready."shortLinks") as l(code text, url text)
      on conflict (code) do nothing
    ),
    changed as (
      update messages m
      set status = 'on_wire', wire_at = tf_now(), domain = ready.domain,
        segments = (ready.sms ->> 'segments')::smallint, price = (ready.sms ->> 'price')::numeric,
        opt_out_words = coalesce((ready.sms ->> 'optOutWords')::boolean, false),
        lease_until = clock_timestamp() + ${wireTimeoutMs} * interval '1 millisecond'
      from ready, durable
      where m.id = ready.id and durable.setting = 'on'
      returning m.id, m.journey_id, m.enrollment_id, m.created_at, m.wire_at, ready.was_wire_at, false as capped,
        true as for_entries
    ),
    marked as (${marksOfMessages('changed')})
    select id from changed`.execute(db)
  return new Set(rows.map(row => row.id))
}

export interface SettledMessage extends Held, Settlement {
  readonly templateHash: string | null
}

/**
 * Writes what became of the messages; a repetition changes nothing. A message already swept to `unknown` still takes
 * a late answer from the one who held it, but is not tried again: nobody takes back what is `unknown`. Nor is one that was
 * taken back while on the wire. Rows are locked by id, as two such statements may meet in one row.
 */
export async function recordSettlements(
  db: Db,
  settled: readonly SettledMessage[],
  maxAgeMs: number,
): Promise<void> {
  await sql`
    with settled as (
      select * from json_to_recordset(${JSON.stringify(settled)}::json) as x(id uuid, token uuid, status text,
        reason text, "delayMs" double precision, attempted boolean, sender text, "providerId" text, "templateHash" text)
    ),
    held as (
      select m.id, m.created_at, m.wire_at, tf_now() as now, m.delivery is not null as reported,
        case when m.status = 'on_wire' then m.reason end as taken_back_by, m.status = 'unknown' as late,
        -- An erasure leaves its mark on what is on the wire. Whether there is such a customer would be asked as of the
        -- beginning of the statement, when one who is split off meanwhile was not there yet.
        case when m.status = 'on_wire' then m.reason is distinct from 'erased'
          else exists (select from customers c where c.id = m.customer_id) end as alive
      from messages m join settled s on m.id = s.id
      where m.claim_token = s.token and m.status in ('claimed', 'on_wire', 'unknown')
      order by m.id
      for update of m
    ),
    outcome as (
      select s.id, s.attempted, s.sender, s."providerId", s."templateHash", x.*, held.wire_at, held.now,
        held.taken_back_by, held.late, held.alive,
        -- What was not even tried has its day like all others; the sweep says when it is over.
        case when s.attempted then t.next else least(t.next, greatest(t.too_old, held.now)) end as next_at,
        x.status = 'queued' and s.attempted and t.next > t.too_old as expired
      from settled s join held on held.id = s.id
      -- The provider has told of it meanwhile: it has it, whatever became of its answer.
      cross join lateral (
        select case when held.reported then 'sent' else s.status end as status,
          case when not held.reported then s.reason end as reason
      ) as x
      cross join lateral (
        select held.now + s."delayMs" * interval '1 millisecond' as next,
          held.created_at + ${maxAgeMs} * interval '1 millisecond' as too_old
      ) as t
    ),
    changed as (
      update messages m
      -- Of one who was erased while it was on the wire nothing may lead to them; the provider knows it by its id.
      set id = case when o.alive or o.status = 'unknown' then m.id else gen_random_uuid() end,
        status = case when o.status = 'queued' and o.taken_back_by is not null then 'withdrawn'
          when o.status = 'queued' and o.late or o.expired then 'failed' else o.status end,
        reason = case when o.status = 'queued' and o.taken_back_by is not null then o.taken_back_by
          when o.status = 'queued' and o.late then 'late: ' || o.reason
          when o.expired then 'expired: ' || o.reason else o.reason end,
        attempts = m.attempts + o.attempted::int,
        due_at = case when o.status = 'queued' then o.next_at else m.due_at end,
        -- No job was made for that time yet.
        enqueued_at = case when o.status = 'queued' then '-infinity' else m.enqueued_at end,
        claim_token = case when o.status = 'unknown' then m.claim_token end,
        lease_until = null,
        wire_at = case when o.status in ('sent', 'unknown') then m.wire_at end,
        sent_at = case when o.status = 'sent' then o.now end,
        sender = coalesce(o.sender, m.sender),
        provider_id = case when o.alive then o."providerId" end,
        template_hash = coalesce(o."templateHash", m.template_hash)
      from outcome o
      where m.id = o.id
      returning m.customer_id, m.journey_id, m.enrollment_id, m.created_at, m.wire_at, o.wire_at as was_wire_at,
        false as capped,
        -- Its pass knew of it when it was on the wire.
        m.status not in ('sent', 'unknown') as for_entries
    ),
    credited as (${creditMarksOf('changed')})
    ${marksOfMessages('changed')}`.execute(db)
}
