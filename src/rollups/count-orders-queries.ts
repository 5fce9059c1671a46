// Counts conversions and their credit, by the day of the order (basis `order`) or of the entry (basis `entry`), for every
// journey and for all of them together (journey ''). Only the statement; replace-store.ts writes what it gives.
import { type RawBuilder, sql } from 'kysely'
import { oneByOne } from './cell-queries.js'
import { models } from './shapes.js'

export type Basis = 'order' | 'entry'

/** The conversions that a day of the cells has anything of. */
const concerned: Readonly<Record<Basis, RawBuilder<unknown>>> = {
  order: sql`
    select v.source_id, v.event_id, v.goal
    from cells c cross join lateral (
      select * from conversions v where v.occurred_at >= c.since and v.occurred_at < c.until ${oneByOne}
    ) v`,
  entry: sql`
    select distinct k.source_id, k.event_id, k.goal
    from cells c cross join lateral (
      select * from credits k where k.entered_at >= c.since and k.entered_at < c.until ${oneByOne}
    ) k`,
}

/**
 * A touch has its journey, version, message, channel, brand and variants from the message; what the order is (country,
 * segments, categories, hour, delay) it has from the conversion. Cancelled ones are only counted as such.
 */
const touches = (basis: Basis, timeZone: string): RawBuilder<unknown> => sql`
  select n.n, k.goal, k.journey_id, k.version, k.step_id, k.channel,
    -- 1 is the last touch.
    row_number() over (partition by n.n order by k.last_touch desc, k.touched_at desc, k.message_id desc) as age,
    (case ${basis} when 'order' then v.occurred_at else k.entered_at end at time zone ${timeZone}::text)::date as day,
    coalesce(v.currency, '') as currency, v.cancelled, coalesce(v.net, 0) as net,
    case when v.cancelled then 0 else coalesce(v.value, 0) end as gross,
    case when v.cancelled then 0 else v.refunded end as refunded,
    v.country, v.segments, v.categories, e.variants, coalesce(j.definition #>> '{journey,brand}', '') as brand,
    to_char(v.occurred_at at time zone ${timeZone}::text, 'ID-FMHH24') as hour,
    v.occurred_at - coalesce(m.wire_at, v.touched_at, v.occurred_at) as delay,
    k.last_touch, k.first_touch, k.linear, k.position, k.decay
  from concerned n
  cross join lateral (
    select * from conversions v
    where v.source_id = n.source_id and v.event_id = n.event_id and v.goal = n.goal ${oneByOne}
  ) v
  cross join lateral (
    select * from credits k
    where k.source_id = n.source_id and k.event_id = n.event_id and k.goal = n.goal ${oneByOne}
  ) k
  left join lateral (select variants from enrollments e where e.id = k.enrollment_id ${oneByOne}) e on true
  left join lateral (select wire_at from messages m where m.id = v.message_id ${oneByOne}) m on true
  left join journey_versions j on j.journey_id = k.journey_id and j.version = k.version`

/** Upper ends, in days, and what lies below them. */
const delays = sql`
  case when delay < interval '1 hour' then '<1h' when delay < interval '3 hours' then '<3h'
    when delay < interval '6 hours' then '<6h' when delay < interval '12 hours' then '<12h'
    when delay < interval '24 hours' then '<1d' when delay < interval '48 hours' then '<2d'
    when delay < interval '72 hours' then '<3d' when delay < interval '120 hours' then '<5d'
    when delay < interval '168 hours' then '<7d' when delay < interval '336 hours' then '<14d'
    when delay < interval '720 hours' then '<30d' else '30d+' end`

/** What a touch counts under: `worth` is the part of the order that belongs there. */
const dimensions = sql`
  select 'all' as dimension, '' as value, net as worth, true as is_whole
  union all select 'version', version::text, net, true where "of" <> ''
  union all select 'message', step_id, net, true where "of" <> ''
  union all select 'variant', step || '=' || name, net, true
    from jsonb_each_text(variants) as v(step, name) where "of" <> ''
  union all select 'channel', channel, net, true
  union all select 'brand', brand, net, true
  union all select 'country', coalesce(country, ''), net, true
  union all select distinct 'segment', segment, net, true from unnest(segments) as s(segment)
  union all select 'hour', hour, net, true
  union all select 'delay', ${delays}, net, true
  -- Net only: what was paid back is not told by category.
  union all select 'category', category, amount::numeric, false from jsonb_each_text(categories) as c(category, amount)`

const weighted = (model: string): RawBuilder<unknown> => {
  const weight = sql.ref(model)
  return sql`
    coalesce(sum(${weight}) filter (where not cancelled), 0) as ${weight},
    coalesce(sum(${weight} * worth) filter (where not cancelled), 0) as ${sql.ref(`${model}_value`)}`
}

/**
 * Reads `cells`, whose journeys are all ''; gives the columns of report_orders. An order that several touches of a group have
 * influenced counts once in it, with the last of them.
 */
export const countOrders = (basis: Basis, timeZone: string): RawBuilder<unknown> => sql`
  with concerned as materialized (select *, row_number() over () as n from (${concerned[basis]}) c),
  touches as materialized (${touches(basis, timeZone)}),
  -- Narrow, as there are some fifty rows for each conversion, which are sorted.
  groups as (
    select t.day, t.goal, t.currency, t.cancelled, t.gross, t.refunded, t.last_touch, t.first_touch, t.linear, t.position,
      t.decay, "of", dimension, d.value, d.worth, d.is_whole,
      t.age = min(t.age) over (partition by t.n, "of", dimension, d.value) and not t.cancelled as influenced
    from touches t
    cross join lateral (values (''), (t.journey_id)) as g("of")
    cross join lateral (${dimensions}) as d
  )
  select ${basis} as basis, day, dimension, "of" as journey_id, value, goal, currency,
    count(*) filter (where influenced)::int as influenced,
    coalesce(sum(worth) filter (where influenced), 0) as influenced_value,
    ${sql.join(models.map(weighted))},
    coalesce(sum(gross) filter (where last_touch > 0 and is_whole), 0) as gross,
    coalesce(sum(refunded) filter (where last_touch > 0 and is_whole), 0) as refunded,
    count(*) filter (where last_touch > 0 and cancelled)::int as cancelled
  from groups where day in (select day from cells)
  group by day, dimension, "of", value, goal, currency`
