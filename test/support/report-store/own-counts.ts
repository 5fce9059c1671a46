// What each kind of report counts by day, from the raw rows of the made-up shop and its own credit (own-credit.ts), by SQL that
// knows nothing of the product's: tables of the same names and columns in the schema `own`.
import { sql } from 'kysely'
import type { Db } from '../../../src/db/tables.js'

/** In the order of deliveries: the furthest counts. */
const delivery = `
  create table own.delivery as
  select message_id, (array['accepted', 'deferred', 'delivered', 'opened', 'clicked', 'bounced', 'complained'])[max(rank)] as furthest,
    bool_or(type like '%_unsubscribed') as unsubscribed
  from (
    select (properties ->> 'messageId')::uuid as message_id, type,
      case when type like '%_accepted' then 1 when type like '%_deferred' then 2
        when type like '%_delivered' or type = 'message_prefetched' then 3 when type like '%_opened' then 4
        when type like '%_clicked' then 5 when type like '%_bounced' or type = 'sms_failed' then 6
        when type like '%_complained' then 7 end as rank
    from events where source_id = 'triggerfish' and properties ? 'messageId'
  ) as told group by 1`

const mail = `
  create table own.mail as
  select m.id, m.enrollment_id, m.journey_id, m.version, m.step_id, m.channel, m.status, m.reason, m.sender, m.domain,
    own.day(coalesce(m.wire_at, m.created_at)) as day, m.status in ('on_wire', 'sent', 'unknown') as is_out,
    coalesce(d.furthest, '') as furthest, coalesce(d.unsubscribed, false) as unsubscribed
  from messages m left join own.delivery d on d.message_id = m.id
  where m.status not in ('queued', 'claimed')`

const tags = `
  create table own.tag as
  select id as enrollment_id, 'all' as dimension, '' as value from enrollments
  union all select id, 'country', coalesce(country, '') from enrollments
  union all select id, 'segment', unnest(segments) from enrollments
  union all select id, 'variant', v.key || '=' || v.value from enrollments, jsonb_each_text(variants) v`

const entries = `
  create table own.report_entries as
  with passes as (
    select e.*, own.day(e.entered_at) as day, coalesce(e.held_by, '') as held, m.*,
      e.id in (select enrollment_id from own.outcome where goal = 'primary') as has_converted
    from enrollments e left join (
      select enrollment_id as of, true as messaged, bool_or(furthest in ('delivered', 'opened', 'clicked', 'complained')) as delivered,
        bool_or(furthest = 'clicked') as clicked
      from own.mail where is_out group by 1
    ) as m on m.of = e.id
  ), tagged as (
    select p.*, t.dimension, t.value from passes p join own.tag t on t.enrollment_id = p.id
    union all select p.*, 'waiting', coalesce(step_id, '') from passes p where status = 'active'
    union all select p.*, 'ended', case when ended_by is null or ended_by = status then status else status || ':' || ended_by end
      from passes p where status <> 'active'
  )
  select journey_id, day, version, dimension, value, held as held_by, count(*) as entered, count(messaged) as messaged,
    count(*) filter (where delivered) as delivered, count(*) filter (where clicked) as clicked,
    count(*) filter (where has_converted) as converted
  from tagged group by 1, 2, 3, 4, 5, 6`

/** A customer counts at the first entry of a day; `gap`: since the day before that on which they entered. */
const arms = `
  create table own.reached as
  with entered as (
    select id, customer_id, journey_id as journey, journey_id, version, held_by, variants, entered_at from enrollments
    union all
    select id, customer_id, '', journey_id, version, held_by, '{}', entered_at from enrollments
    where journey_id in (select journey_id from own.marketing) and exists (select from own.global_goal)
  ), firsts as (
    select distinct on (journey, customer_id, own.day(entered_at)) *, own.day(entered_at) as day
    from entered order by journey, customer_id, own.day(entered_at), entered_at, id
  ), units as (
    select *, coalesce(day - lag(day) over (partition by journey, customer_id order by day), 0) as gap from firsts
  ), arms as (
    select u.*, g.name as goal, 'holdout' as split, case when held_by = 'journey' then 'held_out' else 'treated' end as arm
    from units u join own.goal g using (journey_id, version) where journey <> '' and coalesce(held_by, '') <> 'global'
    union all
    select u.*, g.name, v.key, v.value
    from units u join own.goal g using (journey_id, version), jsonb_each_text(variants) v where journey <> '' and held_by is null
    union all
    select u.*, 'global', 'global', case held_by when 'global' then 'held_out' else 'treated' end from units u where journey = ''
  )
  select a.id, journey as journey_id, day, case journey when '' then 0 else version end as version, split, arm, gap, a.goal, o.amounts,
    o.enrollment_id is not null as converted
  from arms a left join own.outcome o on o.enrollment_id = a.id and o.goal = a.goal;
  create table own.report_arms as
  select journey_id, day, version, split, arm, gap, goal, '' as currency, count(*) as entrants,
    count(*) filter (where converted) as converted, 0 as value, 0 as squares
  from own.reached group by 1, 2, 3, 4, 5, 6, 7
  union all
  select journey_id, day, version, split, arm, gap, goal, a.key, 0, 0, sum(a.value::numeric), sum(a.value::numeric ^ 2)
  from own.reached, jsonb_each_text(amounts) a group by 1, 2, 3, 4, 5, 6, 7, 8
  union all
  select journey_id, day, version, split, arm, gap, goal, a.key || '/' || b.key, 0, 0, 0, sum(a.value::numeric * b.value::numeric)
  from own.reached, jsonb_each_text(amounts) a join lateral jsonb_each_text(amounts) b on a.key < b.key
  group by 1, 2, 3, 4, 5, 6, 7, 8`

/** Whoever bought for the same in the same gap is counted together; the global holdout has no such list. */
const buyers = `
  create table own.report_buyers as
  select journey_id, day, version, split, arm, gap, goal, amounts, count(*) as times
  from (
    select id, journey_id, day, version, split, arm, gap, goal, (select string_agg(key || ' ' || trim_scale(value::numeric), ', ' order by key) from jsonb_each_text(r.amounts)) as amounts
    from (select * from own.reached where split <> 'global') r
  ) as r
  where amounts is not null group by 1, 2, 3, 4, 5, 6, 7, 8`

const reported = `
  count(*) filter (where is_out and furthest in ('delivered', 'opened', 'clicked', 'complained')) as delivered,
  count(*) filter (where is_out and furthest in ('opened', 'clicked')) as opened,
  count(*) filter (where is_out and furthest = 'clicked') as clicked,
  count(*) filter (where is_out and furthest = 'bounced') as bounced,
  count(*) filter (where is_out and furthest = 'complained') as complained,
  count(*) filter (where is_out and unsubscribed) as unsubscribed, count(*) filter (where status = 'failed') as failed,
  count(*) filter (where status = 'unknown') as unknown`

const messages = `
  create table own.report_messages as
  select journey_id, day, version, step_id, channel, dimension, value, count(*) filter (where is_out) as handed_over,
    count(*) filter (where status = 'held_out') as held_out, ${reported},
    count(*) filter (where status = 'skipped') as skipped, count(*) filter (where status = 'withdrawn') as withdrawn
  from own.mail join own.tag using (enrollment_id) group by 1, 2, 3, 4, 5, 6, 7`

const health = `
  create table own.report_health as
  select journey_id, day, channel, coalesce(sender, '') as sender, coalesce(domain, '') as domain,
    count(*) filter (where is_out) as handed_over, ${reported}
  from own.mail where channel in ('email', 'sms') and (is_out or status = 'failed') group by 1, 2, 3, 4, 5`

const holds = `
  create table own.report_holds as
  select journey_id, own.day(decided_at) as day, version, coalesce(step_id, '') as step_id, coalesce(detail ->> 'channel', 'audience') as channel,
    'decision' as stage, kind as action, reason, coalesce(detail -> 'because' ->> 'cap', '') as rule, count(*) as times
  from decisions where kind in ('skipped', 'waited') and reason in ('capped', 'room_kept', 'quiet_hours')
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  union all
  select journey_id, day, version, step_id, channel, 'hand_over', 'skipped', 'capped', coalesce(substr(reason, 9), ''), count(*)
  from own.mail where status = 'skipped' and reason ~ '^capped(: |$)' group by 1, 2, 3, 4, 5, 6, 7, 8, 9`

const refusals = `
  create table own.report_refusals as
  select r ->> 'journeyId' as journey_id, own.day(processed_at) as day, (r ->> 'version')::int as version, r ->> 'reason' as reason,
    count(*) as times
  from events, jsonb_array_elements(refusals) r group by 1, 2, 3, 4`

/** Of each touch of each conversion, what it counts under, and how much of the order belongs there. */
const parts = `
  create table own.part as
  with whole as (
    select c.*, v.happening as conversion, v.occurred_at, v.currency, coalesce(v.net, 0) as net, v.cancelled,
      case when v.cancelled then 0 else coalesce(v.value, 0) end as gross, case when v.cancelled then 0 else v.refunded end as refunded,
      v.country, v.segments, v.message_id as last_message
    from own.credit c join own.conversion v on v.happening = c.happening and v.goal = c.label
  ), items as (
    select h.happening, i -> 'categories' ->> 0 as category, (i ->> 'price')::numeric * (i ->> 'quantity')::numeric as worth
    from own.happening h, jsonb_array_elements(h.properties -> 'order' -> 'items') i
  ), categories as (
    select happening, coalesce(category, '') as category, sum(worth) / sum(sum(worth)) over (partition by happening) as share
    from items group by 1, 2
  ), tagged as (
    select w.*, 'all' as dimension, '' as value, 1.0 as share, false as own_journey_only from whole w
    union all select w.*, 'version', w.version::text, 1, true from whole w
    union all select w.*, 'message', w.step_id, 1, true from whole w
    union all select w.*, 'variant', v.key || '=' || v.value, 1, true
      from whole w join enrollments e on e.id = w.enrollment_id, jsonb_each_text(e.variants) v
    union all select w.*, 'channel', w.channel, 1, false from whole w
    union all select w.*, 'brand', coalesce(j.definition -> 'journey' ->> 'brand', ''), 1, false
      from whole w join journey_versions j using (journey_id, version)
    union all select w.*, 'country', coalesce(w.country, ''), 1, false from whole w
    union all select w.*, 'segment', s, 1, false from whole w, unnest(w.segments) s
    union all select w.*, 'hour', extract(isodow from own.local(occurred_at)) || '-' || extract(hour from own.local(occurred_at)), 1, false
      from whole w
    union all select w.*, 'delay', own.delay(occurred_at - m.wire_at), 1, false from whole w join messages m on m.id = w.last_message
    union all select w.*, 'category', k.category, k.share, false from whole w join categories k using (happening)
    union all select w.*, 'category', '', 1, false from whole w where happening not in (select happening from categories)
  )
  select t.*, g.journey as of_journey from tagged t cross join lateral (values (''), (t.journey_id)) as g(journey)
  where g.journey <> '' or not own_journey_only`

const delays = `
  create function own.delay(d interval) returns text immutable language sql as $$
    select coalesce((
      select name from (values (1, '<1h'), (3, '<3h'), (6, '<6h'), (12, '<12h'), (24, '<1d'), (48, '<2d'), (72, '<3d'), (120, '<5d'),
        (168, '<7d'), (336, '<14d'), (720, '<30d')) as b(hours, name)
      where extract(epoch from d) < hours * 3600 order by hours limit 1
    ), '30d+')
  $$`

const models = ['last_touch', 'first_touch', 'linear', 'position', 'decay']

const orders = `
  create table own.report_orders as
  with based as (
    select 'order' as basis, own.day(occurred_at) as day, p.* from own.part p
    union all select 'entry', own.day(entered_at), p.* from own.part p
  ), last_of_group as (
    select distinct on (basis, conversion, label, of_journey, dimension, value) *
    from based order by basis, conversion, label, of_journey, dimension, value, nth desc
  ), counted as (
    select basis, day, dimension, of_journey, value, label, currency, 0 as influenced, 0::numeric as influenced_value,
      ${models.map(model => `case when cancelled then 0 else ${model} end as ${model}, ${model} * net * share as ${model}_value`).join(', ')},
      case when nth = touches and dimension <> 'category' then gross else 0 end as gross,
      case when nth = touches and dimension <> 'category' then refunded else 0 end as refunded,
      (nth = touches and cancelled)::int as cancelled
    from based
    union all
    select basis, day, dimension, of_journey, value, label, currency, (not cancelled)::int, net * share,
      ${models.map(() => '0, 0').join(', ')}, 0, 0, 0
    from last_of_group
  )
  select basis, day, dimension, of_journey as journey_id, value, label as goal, coalesce(currency, '') as currency,
    sum(influenced) as influenced, sum(influenced_value) as influenced_value,
    ${models.map(model => `sum(${model}) as ${model}, sum(${model}_value) as ${model}_value`).join(', ')},
    sum(gross) as gross, sum(refunded) as refunded, sum(cancelled) as cancelled
  from counted group by 1, 2, 3, 4, 5, 6, 7`

const shop = `
  create table own.report_shop as
  with part as (
    select s.happening, own.day(s.occurred_at) as day, coalesce(s.currency, '') as currency, coalesce(s.net, 0) as net, c.nth, c.journey_id,
      ${models.join(', ')}
    from own.shop_order s join own.credit c using (happening) where c.label = 'primary' and not s.cancelled
  ), counted as (
    select '' as journey_id, own.day(occurred_at) as day, coalesce(currency, '') as currency, (not cancelled)::int as orders,
      cancelled::int as cancelled, case when cancelled then 0 else coalesce(value, 0) end as gross,
      case when cancelled then 0 else refunded end as refunded, coalesce(net, 0) as value, 0 as influenced, 0 as influenced_value,
      ${models.map(model => `0 as ${model}, 0 as ${model}_value`).join(', ')}
    from own.shop_order
    union all
    select journey, day, currency, 0, 0, 0, 0, 0, 0, 0, ${models.map(model => `${model}, ${model} * net`).join(', ')}
    from part cross join lateral (values (''), (journey_id)) as g(journey)
    union all
    select journey, day, currency, 0, 0, 0, 0, 0, 1, net, ${models.map(() => '0, 0').join(', ')}
    from (select distinct journey, happening, day, currency, net from part cross join lateral (values (''), (journey_id)) as g(journey)) x
  )
  select journey_id, day, currency, sum(orders) as orders, sum(cancelled) as cancelled, sum(gross) as gross,
    sum(refunded) as refunded, sum(value) as value, sum(influenced) as influenced, sum(influenced_value) as influenced_value,
    ${models.map(model => `sum(${model}) as ${model}, sum(${model}_value) as ${model}_value`).join(', ')}
  from counted group by 1, 2, 3`

/** After countOwn of own-credit.ts. */
export async function countOwnDays(db: Db): Promise<void> {
  const { rows } = await sql<{ zone: string }>`select settings ->> 'timeZone' as zone from workspace`.execute(
    db,
  )
  const zone = rows[0]!.zone
  const local = `create function own.local(t timestamptz) returns timestamp immutable language sql as $$ select t at time zone '${zone}' $$`
  const day = `create function own.day(t timestamptz) returns date immutable language sql as $$ select (t at time zone '${zone}')::date $$`
  for (const statement of [
    ...[
      local,
      day,
      delays,
      delivery,
      'create index on own.delivery (message_id)',
      mail,
      'create index on own.mail (enrollment_id)',
    ],
    ...[tags, 'create index on own.tag (enrollment_id)', 'analyze own.mail', 'analyze own.tag'],
    ...[entries, arms, buyers, messages, health, holds, refusals, parts, orders, shop],
  ])
    await sql.raw(statement).execute(db)
}
