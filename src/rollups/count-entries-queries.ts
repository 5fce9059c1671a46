// Counts passes by the day of entry: what became of them, by what can be told apart. Only the statement; replace-store.ts
// writes what it gives.
import { type RawBuilder, sql } from 'kysely'
import { enteredBetween } from './cell-queries.js'

/** Reads `cells`; gives the columns of report_entries. */
export const countEntries = (): RawBuilder<unknown> => sql`
  with passes as (
    select c.journey_id, c.day, e.version, coalesce(e.held_by, '') as held_by, e.variants, e.country, e.segments,
      e.status, e.step_id, e.ended_by, m.messaged, m.delivered, m.clicked, o.converted
    from cells c
    cross join lateral (${enteredBetween(sql`c.journey_id`)}) e
    cross join lateral (
      select coalesce(bool_or(true), false) as converted
      from outcomes o where o.enrollment_id = e.id and o.goal = 'primary' and o.conversions > 0
    ) o
    cross join lateral (
      select coalesce(bool_or(true), false) as messaged,
        coalesce(bool_or(delivery in ('delivered', 'opened', 'clicked', 'complained')), false) as delivered,
        coalesce(bool_or(delivery = 'clicked'), false) as clicked
      from messages m where m.enrollment_id = e.id and m.status in ('on_wire', 'sent', 'unknown')
    ) m
  )
  select journey_id, day, version, dimension, value, held_by, count(*)::int as entered,
    count(*) filter (where messaged)::int as messaged, count(*) filter (where delivered)::int as delivered,
    count(*) filter (where clicked)::int as clicked, count(*) filter (where converted)::int as converted
  from passes cross join lateral (
    select 'all' as dimension, '' as value
    union all select 'country', coalesce(country, '')
    union all select 'variant', step || '=' || name from jsonb_each_text(variants) as v(step, name)
    union all select distinct 'segment', segment from unnest(segments) as s(segment)
    union all select 'waiting', coalesce(step_id, '') where status = 'active'
    -- "completed", "exited:order_completed", "converted:order_completed".
    union all select 'ended', status || coalesce(':' || nullif(ended_by, status), '') where status <> 'active'
  ) as d
  group by journey_id, day, version, dimension, value, held_by`
