// Counts all orders of the shop by their day, and what journeys claim of them by their primary goals. Only the statement;
// replace-store.ts writes what it gives.
import { type RawBuilder, sql } from 'kysely'
import { oneByOne } from './cell-queries.js'
import { models } from './shapes.js'

const claimed = (model: string): RawBuilder<unknown> => {
  const weight = sql.ref(model)
  return sql`coalesce(sum(${weight}), 0) as ${weight}, coalesce(sum(${weight} * net), 0) as ${sql.ref(`${model}_value`)}`
}

/**
 * Reads `cells`, whose journeys are all ''; gives the columns of report_shop. Journey '' has the orders, and what all journeys
 * together claim of them. An order is worth here what the shop says, and not what a goal makes of it: so claims are shares of it.
 */
export const countShop = (): RawBuilder<unknown> => sql`
  with of_day as materialized (
    select row_number() over () as n, c.day, o.source_id, o.event_id,
      coalesce(o.currency, '') as currency, o.cancelled, coalesce(o.net, 0) as net,
      case when o.cancelled then 0 else coalesce(o.value, 0) end as gross,
      case when o.cancelled then 0 else o.refunded end as refunded
    from cells c cross join lateral (
      select * from orders o where o.occurred_at >= c.since and o.occurred_at < c.until ${oneByOne}
    ) o
  ), touches as materialized (
    select o.n, o.day, o.currency, o.net, k.journey_id, k.last_touch, k.first_touch, k.linear, k.position, k.decay,
      -- 1 is the last touch.
      row_number() over (partition by o.n order by k.last_touch desc, k.touched_at desc, k.message_id desc) as age
    from of_day o cross join lateral (
      select * from credits k
      where k.source_id = o.source_id and k.event_id = o.event_id and k.goal = 'primary' ${oneByOne}
    ) k
    where not o.cancelled
  ), counted as (
    select '' as journey_id, day, currency, not cancelled as ordered, cancelled, gross, refunded, net as value,
      false as influenced, net, null::numeric as last_touch, null::numeric as first_touch, null::numeric as linear,
      null::numeric as position, null::numeric as decay
    from of_day
    union all
    select "of", day, currency, false, false, 0, 0, 0, age = min(age) over (partition by n, "of"), net, last_touch, first_touch,
      linear, position, decay
    from touches t cross join lateral (values (''), (t.journey_id)) as g("of")
  )
  select journey_id, day, currency, count(*) filter (where ordered)::int as orders,
    count(*) filter (where cancelled)::int as cancelled, sum(gross) as gross, sum(refunded) as refunded, sum(value) as value,
    count(*) filter (where influenced)::int as influenced,
    coalesce(sum(net) filter (where influenced), 0) as influenced_value, ${sql.join(models.map(claimed))}
  from counted group by journey_id, day, currency`
