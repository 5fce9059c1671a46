// The outbox as the pipeline sees it: it adds messages, withdraws them, and counts them for caps and attribution.
// Handing them over is dispatch's part.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { NewMessage, PastMessage } from '../journeys/engine/index.js'
import { partOf } from '../model/ids.js'
import { marksOfMessages } from '../rollups/index.js'

/**
 * A message of this name that is there already stays as it is (I4): an older program did not remember what it had sent
 * to whoever is moved back before the step.
 */
export async function insertMessages(
  db: Db,
  messages: readonly (NewMessage & { customerId: string })[],
  now: Date,
): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map(message => ({ ...message, part: partOf(message.customerId) }))
  await sql`
    insert into messages (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, channel, template,
      category, content, status, created_at, due_at)
    select id, "customerId", part, "enrollmentId", "journeyId", version, "stepId", pass, channel, template, category,
      content, case when holdout then 'held_out' else 'queued' end, ${now}, ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, "customerId" uuid, part smallint,
      "enrollmentId" uuid, "journeyId" text, version integer, "stepId" text, pass integer, channel text, template text,
      category text, content text, holdout boolean)
    on conflict (id) do nothing`.execute(db)
}

/**
 * Takes back what is not on the wire yet: the mark at hand-over fails on a withdrawn message. One on the wire keeps the
 * wish as its reason, and is not tried again should the provider not take it now.
 */
export async function withdrawMessages(
  db: Db,
  withdrawals: readonly { enrollmentId: string; reason: string }[],
): Promise<void> {
  if (withdrawals.length === 0) return
  await sql`
    with held as (
      -- In a fixed order, as everybody takes them, so that nobody waits in a circle.
      select m.id, x.reason from unnest(
        ${plainColumn(withdrawals, ({ enrollmentId }) => enrollmentId)}::uuid[],
        ${textColumn(withdrawals, ({ reason }) => reason)}::text[]
      ) as x(enrollment_id, reason)
      join messages m on m.enrollment_id = x.enrollment_id and m.status in ('queued', 'claimed', 'on_wire')
      order by m.id for update of m
    ), changed as (
      update messages m set reason = held.reason,
        status = case when m.status = 'on_wire' then m.status else 'withdrawn' end,
        claim_token = case when m.status = 'on_wire' then m.claim_token end,
        lease_until = case when m.status = 'on_wire' then m.lease_until end
      from held where m.id = held.id and m.status in ('queued', 'claimed', 'on_wire')
      returning m.journey_id, m.enrollment_id, m.created_at, m.wire_at, m.wire_at as was_wire_at, false as capped,
        false as for_entries
    )
    ${marksOfMessages('changed')}`.execute(db)
}

/**
 * Messages that count: on their way, out, perhaps out, or held out, so that who is held out walks the same way; a failed,
 * skipped or withdrawn one never arrived. Messages from before there was `content` say what their template says.
 */
export async function loadMessages(
  db: Db,
  needs: readonly { customerId: string; since: Date }[],
): Promise<(PastMessage & { customerId: string })[]> {
  if (needs.length === 0) return []
  const { rows } = await sql<PastMessage & { customerId: string }>`
    select m.customer_id as "customerId", m.id, m.enrollment_id as "enrollmentId", m.journey_id as "journeyId", m.version,
      e.key, m.step_id as "stepId", m.channel, m.category, coalesce(nullif(m.content, ''), m.template) as content,
      m.status = 'held_out' as holdout, m.created_at as "createdAt", m.wire_at as "wireAt"
    from unnest(
      ${plainColumn(needs, need => need.customerId)}::uuid[], ${plainColumn(needs, need => need.since)}::timestamptz[]
    ) as n(customer_id, since)
    join messages m on m.customer_id = n.customer_id and coalesce(m.wire_at, m.created_at) >= n.since
    join enrollments e on e.id = m.enrollment_id
    where m.status in ('queued', 'claimed', 'on_wire', 'sent', 'unknown', 'held_out')`.execute(db)
  return rows
}
