// Counts customers at their first entry of a day by the arm they are in, for comparisons. What makes days add up to customers
// are their gaps, the days since they entered before: see docs/reference/rollups.md. Only the statement; replace-store.ts writes
// what it gives.
import { type RawBuilder, sql } from 'kysely'
import { enteredBetween, oneByOne } from './cell-queries.js'

/** Reads `cells`; gives the columns of report_arms. Journey '' are all that the global holdout concerns. */
export const countArms = (timeZone: string): RawBuilder<unknown> => sql`
  with goals as (
    select journey_id, version, 'primary' as goal from journey_versions
    where definition #> '{journey,goal}' is not null
    union all
    select journey_id, version, name from journey_versions, jsonb_object_keys(definition #> '{journey,goals}') as name
  ), marketing as materialized (
    select journey_id, version from journey_versions
    where exists (select from workspace where settings ? 'holdout')
      and jsonb_path_exists(definition, ${marketingStep}::jsonpath)
  ), first_of_day as (
    select distinct on (c.journey_id, c.day, e.customer_id) c.journey_id, c.day, c.since, e.id, e.customer_id, e.version,
      e.held_by, e.variants
    from cells c
    cross join lateral (${enteredBetween(sql`c.journey_id`)}) e
    order by c.journey_id, c.day, e.customer_id, e.entered_at, e.id
  ), first_of_all as (
    select distinct on (c.day, e.customer_id) c.day, c.since, e.id, e.customer_id, e.held_by
    from cells c
    cross join (select distinct journey_id from marketing) j
    cross join lateral (${enteredBetween(sql`j.journey_id`)}) e
    join marketing m on m.journey_id = e.journey_id and m.version = e.version
    where c.journey_id = ''
    order by c.day, e.customer_id, e.entered_at, e.id
  ), units as (
    select f.journey_id, f.day, f.version, f.id, f.held_by, f.variants,
      coalesce(f.day - (before.at at time zone ${timeZone}::text)::date, 0) as gap
    from first_of_day f
    cross join lateral (
      select max(p.entered_at) as at from enrollments p
      where p.customer_id = f.customer_id and p.journey_id = f.journey_id and p.entered_at < f.since
    ) before
  ), units_of_all as (
    select f.day, f.id, f.held_by,
      coalesce(f.day - (before.at at time zone ${timeZone}::text)::date, 0) as gap
    from first_of_all f
    cross join lateral (
      select max(p.entered_at) as at
      from (
        select journey_id, version, entered_at from enrollments
        where customer_id = f.customer_id and entered_at < f.since ${oneByOne}
      ) p
      join marketing m on m.journey_id = p.journey_id and m.version = p.version
    ) before
  ), arms as (
    select journey_id, day, version, 'holdout' as split, case when held_by is null then 'treated' else 'held_out' end as arm,
      gap, id, goal
    from units join goals using (journey_id, version)
    where held_by is distinct from 'global'
    union all
    select journey_id, day, version, v.step, v.name, gap, id, goal
    from units join goals using (journey_id, version) cross join jsonb_each_text(variants) as v(step, name)
    where held_by is null
    union all
    select '', day, 0, 'global', case when held_by = 'global' then 'held_out' else 'treated' end, gap, id, 'global'
    from units_of_all
  ), judged as (
    select a.*, coalesce(o.conversions, 0) > 0 as converted, o.amounts
    from arms a
    left join lateral (
      select conversions, amounts from outcomes o where o.enrollment_id = a.id and o.goal = a.goal ${oneByOne}
    ) o on true
  ), buyers as (
    -- Numbered by what they are worth: whose orders they are must not show.
    select *, row_number() over (partition by ${arm} order by gap, amounts::text)::int as buyer
    from judged where amounts <> '{}'
  ), paid as (
    select ${arm}, gap, currency, buyer, amount::numeric as amount
    from buyers cross join jsonb_each_text(amounts) as x(currency, amount) where currency <> ''
  ), by_gap as (
    select ${arm}, '' as currency, gap, count(*) as entrants, count(*) filter (where converted) as converted,
      0::numeric as value, 0::numeric as squares
    from judged group by ${arm}, gap
    union all
    select ${arm}, currency, gap, 0, 0, sum(amount), sum(amount * amount) from paid group by ${arm}, currency, gap
    union all
    -- Whoever paid in two currencies is one customer: their square in a third one needs the product as well.
    select ${arm}, one.currency || '/' || two.currency, gap, 0, 0, 0, sum(one.amount::numeric * two.amount::numeric)
    from buyers, jsonb_each_text(amounts) as one(currency, amount), jsonb_each_text(amounts) as two(currency, amount)
    where one.currency <> '' and one.currency < two.currency group by ${arm}, one.currency, two.currency, gap
  ), up_to_gap as (
    select ${arm}, currency, gap, entrants, converted, value, squares,
      sum(entrants) filter (where gap > 0) over up_to as again_entrants,
      sum(converted) filter (where gap > 0) over up_to as again_converted,
      sum(value) filter (where gap > 0) over up_to as again_value,
      sum(squares) filter (where gap > 0) over up_to as again_squares
    from by_gap window up_to as (partition by ${arm}, currency order by gap)
  ), sums as (
    select ${arm}, currency, sum(entrants)::int as entrants, sum(converted)::int as converted, sum(value) as value,
      sum(squares) as squares, ${byGap('gap', sql`smallint`)} as again_gaps,
      ${byGap('again_entrants', sql`integer`, '')} as again_entrants, ${byGap('again_converted', sql`integer`, '')} as again_converted,
      ${byGap('again_value', sql`numeric`, 'other')} as again_value, ${byGap('again_squares', sql`numeric`, 'other')} as again_squares
    from up_to_gap group by ${arm}, currency
  ), listed as (
    select ${arm}, currency, array_agg(buyer order by buyer) as buyers, array_agg(gap::smallint order by buyer) as buyer_gaps,
      array_agg(amount order by buyer) as buyer_amounts
    -- Nobody asks for those of the global holdout: there are far too many.
    from paid where split <> 'global' group by ${arm}, currency
  )
  select journey_id, day, version, split, arm, goal, currency, entrants, converted, value, squares, again_gaps,
    again_entrants, again_converted, again_value, again_squares, buyers, buyer_gaps, buyer_amounts
  from sums left join listed using (${arm}, currency)`

/** What a comparison tells apart on one day. */
const arm = sql`journey_id, day, version, split, arm, goal`

/** One element for each gap, the shortest first; null: none. `of`: '' are entrants, which rows of currencies have none of. */
const byGap = (column: string, type: RawBuilder<unknown>, of?: '' | 'other'): RawBuilder<unknown> => {
  const has = of === undefined ? sql`true` : of === '' ? sql`currency = ''` : sql`currency <> ''`
  return sql`array_agg(${sql.ref(column)}::${type} order by gap) filter (where gap > 0 and ${has})`
}

/** A message that is not about an order, or an addition to an audience: see holdouts in docs/reference/experiments.md. */
export const marketingStep =
  '$.journey.steps.** ? (exists(@.id) && (exists(@.send) && !(@.category == "transactional") || exists(@.audience.add)))'
