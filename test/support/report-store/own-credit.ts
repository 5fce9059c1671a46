// What the made-up shop's goals have earned, counted from its raw rows by SQL that knows nothing of the product's: goals,
// happenings (an order is one, however often reported), touches, conversions, credits, outcomes, in a schema `own`.
// Written after docs/reference/goals.md alone; must not import anything of src but the database.
import { sql } from 'kysely'
import type { Db } from '../../../src/db/tables.js'

/** Goals of all versions of all journeys. `name` is as in outcomes, `label` as in conversions. */
const goals = `
  create table own.goal as
  select v.journey_id, v.version, g.name, case g.name when 'primary' then g.name else v.journey_id || '/' || g.name end as label,
    body ->> 'event' as event, body -> 'where' as tests, coalesce(body ->> 'anchor', 'send') as anchor,
    extract(epoch from (body ->> 'within')::interval) * interval '1 second' as within,
    string_to_array(body ->> 'value', '.') as amount,
    string_to_array(v.definition -> 'journey' ->> 'key', '.') as key
  from journey_versions v cross join lateral (
    select 'primary', v.definition -> 'journey' -> 'goal' where v.definition -> 'journey' ? 'goal'
    union all
    select * from jsonb_each(v.definition -> 'journey' -> 'goals')
  ) as g(name, body)`

const globalGoal = `
  create table own.global_goal as
  select goal ->> 'event' as event, extract(epoch from (goal ->> 'within')::interval) * interval '1 second' as within,
    string_to_array(goal ->> 'value', '.') as amount
  from (select settings -> 'holdout' -> 'goal' as goal from workspace) as w where goal is not null`

/** Reports on what may be a goal, of one happening under one number: three rounds are enough for the chains that occur. */
const reports = `
  create table own.report as
  with reports as (
    select source_id, id, customer_id, type, properties, least(occurred_at, processed_at) as at,
      properties -> 'order' ->> 'id' as order_id
    from events where type in (select event from own.goal union select event from own.global_goal)
  ), numbered as (
    select *, row_number() over (order by at, source_id, id) as n0 from reports
  ), one as (
    select *, case when order_id is null then n0 else min(n0) over (partition by type, order_id, customer_id) end as n1 from numbered
  ), two as (
    select *, case when order_id is null then n1 else min(n1) over (partition by type, order_id, source_id) end as n2 from one
  ), three as (
    select *, case when order_id is null then n2 else min(n2) over (partition by type, order_id, customer_id) end as n3 from two
  )
  select source_id, id, customer_id, type, properties, at, order_id,
    case when order_id is null then n3 else min(n3) over (partition by type, order_id, source_id) end as happening
  from three`

/** Refunds, in the order's own currency, and cancellations of an order, by the same customer or the same source. */
const undone = `
  create table own.undone as
  select distinct r.happening, e.source_id, e.id, e.type, (e.properties -> 'refund' ->> 'amount')::numeric as amount
  from own.report r
  join events e on e.type in ('order_refunded', 'order_cancelled') and e.properties -> 'order' ->> 'id' = r.order_id
    and (e.source_id = r.source_id or e.customer_id = r.customer_id)
    and coalesce(e.properties -> 'refund' ->> 'currency' = r.properties -> 'order' ->> 'currency', true)`

const happenings = `
  create table own.happening as
  select distinct on (happening) happening, source_id, id, customer_id, type, properties, at, order_id,
    exists (select from own.undone u where u.happening = r.happening and u.type = 'order_cancelled') as cancelled,
    coalesce((select sum(amount) from own.undone u where u.happening = r.happening), 0) as refunds
  from own.report r
  order by happening, at, source_id, id`

/** Of the happening, by the path: that of the earliest report which has one. */
const worth = `
  create function own.worth(which bigint, path text[]) returns table (value numeric, currency text) stable language sql as $$
    select (properties #>> path)::numeric, properties #>> (path[:cardinality(path) - 1] || 'currency'::text)
    from own.report
    where happening = which and properties #>> path is not null
      and properties #>> (path[:cardinality(path) - 1] || 'currency'::text) is not null
    order by at, source_id, id limit 1
  $$`

const meets = `
  create function own.meets(properties jsonb, tests jsonb) returns boolean immutable language sql as $$
    select coalesce(bool_and(coalesce((properties #>> string_to_array(path, '.'))::numeric >= (test ->> 'gte')::numeric, false)), true)
    from jsonb_each(tests) as t(path, test)
  $$`

/** What an event says of a key is the pass's, or nothing. */
const isOfKey = `
  create function own.is_of_key(properties jsonb, path text[], key text) returns boolean immutable language sql as $$
    select coalesce(properties #>> path = key, true)
  $$`

const visits = `
  create table own.visit as
  select (properties ->> 'messageId')::uuid as message_id, type like '%_clicked' as clicked,
    least(occurred_at, processed_at) as at
  from events
  where source_id = 'triggerfish' and type in ('email_opened', 'email_clicked', 'sms_clicked', 'onsite_clicked')`

const touches = `
  create table own.touch as
  select h.happening, g.label, g.name, g.anchor, g.amount, h.at, m.id as message_id, m.enrollment_id, m.journey_id, m.version,
    m.step_id, m.channel, m.created_at, date_trunc('milliseconds', e.entered_at) as entered_at, t.at as touched_at
  from own.happening h
  join messages m on m.customer_id = h.customer_id and m.status in ('on_wire', 'sent', 'unknown')
  join enrollments e on e.id = m.enrollment_id
  join own.goal g on g.journey_id = m.journey_id and g.version = m.version and g.event = h.type
    and own.meets(h.properties, g.tests) and own.is_of_key(h.properties, g.key, e.key)
  cross join lateral (
    select case when g.anchor in ('send', 'entry') then date_trunc('milliseconds', m.wire_at)
      else (
        select max(v.at) from own.visit v where v.message_id = m.id and v.at <= h.at and (v.clicked or g.anchor = 'open')
      ) end as at
  ) as t
  where t.at <= h.at and date_trunc('milliseconds', m.wire_at) <= h.at
    and h.at - case g.anchor when 'entry' then date_trunc('milliseconds', e.entered_at) else t.at end between interval '0' and g.within`

const shares = `
  create table own.share as
  select *, row_number() over w as nth, count(*) over (partition by happening, label) as touches,
    power(2.0, -extract(epoch from at - touched_at) / (7 * 86400)) as weight
  from own.touch
  window w as (partition by happening, label order by touched_at, created_at, message_id)`

const credits = `
  create table own.credit as
  select s.*, h.source_id, h.id as event_id, h.customer_id,
    (nth = touches)::int as last_touch, (nth = 1)::int as first_touch, 1.0 / touches as linear,
    case when touches = 1 then 1.0 when touches = 2 then 0.5 when nth in (1, touches) then 0.4 else 0.2 / (touches - 2) end as position,
    weight / sum(weight) over (partition by happening, label) as decay
  from own.share s join own.happening h using (happening)`

const conversions = `
  create table own.conversion as
  select c.source_id, c.event_id, c.label as goal, c.happening, c.customer_id, c.message_id, c.enrollment_id, c.journey_id, c.version,
    c.step_id, c.channel, c.at as occurred_at, c.entered_at, c.touched_at, h.order_id, w.value, w.currency,
    least(coalesce(w.value, 0), h.refunds) as refunded, h.cancelled,
    case when h.cancelled then 0 else w.value - least(w.value, h.refunds) end as net,
    e.country, e.segments, e.variants
  from own.credit c join own.happening h using (happening) join enrollments e on e.id = c.enrollment_id
  left join lateral own.worth(c.happening, c.amount) w on true
  where c.last_touch = 1`

/** Whoever earned them, in the shop's own words. */
const shopOrders = `
  create table own.shop_order as
  select h.happening, h.source_id, h.id as event_id, h.customer_id, h.at as occurred_at, h.order_id, w.value, w.currency,
    least(coalesce(w.value, 0), h.refunds) as refunded, h.cancelled,
    case when h.cancelled then 0 else w.value - least(w.value, h.refunds) end as net
  from own.happening h left join lateral own.worth(h.happening, '{order,total}') w on true
  where h.type = 'order_completed'`

const outcomes = `
  create table own.outcome as
  with reached as (
    select e.id as enrollment_id, g.name as goal, e.customer_id, e.journey_id, h.happening, h.at, h.refunds, g.amount
    from enrollments e
    join own.goal g on g.journey_id = e.journey_id and g.version = e.version
    join own.happening h on h.customer_id = e.customer_id and h.type = g.event and own.meets(h.properties, g.tests)
      and own.is_of_key(h.properties, g.key, e.key)
    where h.at > date_trunc('milliseconds', e.entered_at) and h.at <= date_trunc('milliseconds', e.entered_at) + g.within
      and not h.cancelled
    union all
    select e.id, 'global', e.customer_id, e.journey_id, h.happening, h.at, h.refunds, g.amount
    from enrollments e cross join own.global_goal g
    join own.happening h on h.customer_id = e.customer_id and h.type = g.event
    where h.at > date_trunc('milliseconds', e.entered_at) and h.at <= date_trunc('milliseconds', e.entered_at) + g.within
      and not h.cancelled and e.journey_id in (select journey_id from own.marketing)
  ), valued as (
    select r.*, w.currency, w.value - least(w.value, r.refunds) as net from reached r left join lateral own.worth(r.happening, r.amount) w on true
  ), sums as (
    select enrollment_id, goal, jsonb_object_agg(currency, net) as amounts
    from (select enrollment_id, goal, currency, sum(net) as net from valued where currency is not null group by 1, 2, 3) as s
    group by 1, 2
  )
  select enrollment_id, goal, v.customer_id, v.journey_id, count(*)::int as conversions, min(at) as first_at,
    coalesce(s.amounts, '{}') as amounts
  from valued v left join sums s using (enrollment_id, goal) group by enrollment_id, goal, 3, 4, s.amounts`

/** Journeys that send marketing. */
const marketing = `
  create table own.marketing as
  select distinct journey_id from journey_versions
  where jsonb_path_exists(definition, 'strict $.journey.steps.** ? (exists(@.send) && !(exists(@.category) && @.category == "transactional"))')`

const statements = [
  ...[goals, globalGoal, marketing, reports, 'create index on own.report (happening)', 'analyze own.report'],
  ...[undone, 'create index on own.undone (happening)', 'analyze own.undone'],
  ...[
    happenings,
    'create index on own.happening (customer_id)',
    'analyze own.happening',
    worth,
    meets,
    isOfKey,
  ],
  ...[visits, 'create index on own.visit (message_id)', 'analyze own.visit'],
  ...[
    touches,
    shares,
    credits,
    conversions,
    shopOrders,
    outcomes,
    'analyze own.credit',
    'analyze own.outcome',
  ],
]

/** Counts everything anew; what was counted before is forgotten. */
export async function countOwn(db: Db): Promise<void> {
  await sql`drop schema if exists own cascade`.execute(db)
  await sql`create schema own`.execute(db)
  for (const statement of statements) {
    await sql.raw(statement).execute(db)
  }
}
