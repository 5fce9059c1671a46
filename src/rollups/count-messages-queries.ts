// Counts messages by the day of their hand-over, or of the decision where there was none: what became of them, and how
// senders and mailboxes treat them. Only the statements; replace-store.ts writes what they give.
import { type RawBuilder, sql } from 'kysely'
import { messagesBetween, oneByOne } from './cell-queries.js'

/** What counts as handed over, here and in credit. */
const isOut = sql`m.status in ('on_wire', 'sent', 'unknown')`

/** A complaint was delivered, too. A bounce was not, even where a server had taken the mail first. */
const facts = sql`
  ${isOut} as is_out, m.status,
  ${isOut} and coalesce(m.delivery in ('delivered', 'opened', 'clicked', 'complained'), false) as delivered,
  ${isOut} and coalesce(m.delivery in ('opened', 'clicked'), false) as opened,
  ${isOut} and coalesce(m.delivery = 'clicked', false) as clicked,
  ${isOut} and coalesce(m.delivery = 'bounced', false) as bounced,
  ${isOut} and coalesce(m.delivery = 'complained', false) as complained,
  ${isOut} and m.unsubscribed as unsubscribed`

const reported = sql`
  count(*) filter (where delivered)::int as delivered, count(*) filter (where opened)::int as opened,
  count(*) filter (where clicked)::int as clicked, count(*) filter (where bounced)::int as bounced,
  count(*) filter (where complained)::int as complained, count(*) filter (where unsubscribed)::int as unsubscribed,
  count(*) filter (where status = 'failed')::int as failed, count(*) filter (where status = 'unknown')::int as unknown`

const ofTheDay = sql`cells c cross join lateral (${messagesBetween}) m`

/** Reads `cells`; gives the columns of report_messages. What waits to go out is in none of them. */
export const countMessages = (): RawBuilder<unknown> => sql`
  with mail as (
    select c.journey_id, c.day, m.version, m.step_id, m.channel, e.variants, e.country, e.segments, ${facts}
    from ${ofTheDay}
    left join lateral (select * from enrollments e where e.id = m.enrollment_id ${oneByOne}) e on true
    where m.status not in ('queued', 'claimed')
  )
  select journey_id, day, version, step_id, channel, dimension, value,
    count(*) filter (where is_out)::int as handed_over,
    count(*) filter (where status = 'held_out')::int as held_out, ${reported},
    count(*) filter (where status = 'skipped')::int as skipped,
    count(*) filter (where status = 'withdrawn')::int as withdrawn
  from mail cross join lateral (
    select 'all' as dimension, '' as value
    union all select 'country', coalesce(country, '')
    union all select 'variant', step || '=' || name from jsonb_each_text(variants) as v(step, name)
    union all select distinct 'segment', segment from unnest(segments) as s(segment)
  ) as d
  group by journey_id, day, version, step_id, channel, dimension, value`

/** Reads `cells`; gives the columns of report_health: only what went to a provider, or was refused by one. */
export const countHealth = (): RawBuilder<unknown> => sql`
  with mail as (
    select c.journey_id, c.day, m.channel, coalesce(m.sender, '') as sender, coalesce(m.domain, '') as domain, ${facts}
    from ${ofTheDay} where m.channel in ('email', 'sms') and (${isOut} or m.status = 'failed')
  )
  select journey_id, day, channel, sender, domain, count(*) filter (where is_out)::int as handed_over, ${reported}
  from mail group by journey_id, day, channel, sender, domain`
