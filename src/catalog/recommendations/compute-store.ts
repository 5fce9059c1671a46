// Computes in PostgreSQL what is recommended beside what, from what customers viewed and bought. A repetition over the same
// facts changes no row.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'

/** A coincidence of one or two customers says nothing, and could tell on them. */
const minSupport = 3
/** Of one customer, the latest: who viewed 10,000 products, such as a robot, would make 100 million pairs. */
const mostEach = 50
const mostStored = 20
/** Pulls pairs of few customers down; see `together`. */
const shrinkage = 5

/** Answers how many rows are new, changed or gone. Runs as long as it takes, up to a quarter of an hour. */
export async function computeRecommendations(db: Db): Promise<number> {
  await sql`set local statement_timeout = '15min'`.execute(db)
  const bought = await store(db, 'bought_together', together('bought_at', '365 days', '90 days'))
  const viewed = await store(db, 'viewed_together', together('viewed_at', '90 days', '7 days'))
  const best = await store(db, 'best_sellers', bestSellers)
  return bought + viewed + best
}

/**
 * Items alike by those who took both: the cosine of their columns in the table of customers and items, n(a,b) / √(n(a) n(b))
 * (Sarwar, Karypis, Konstan, Riedl: Item-Based Collaborative Filtering Recommendation Algorithms, WWW 2001, 3.1.1), so that
 * what everybody buys does not go with everything; times n(a,b) / (n(a,b) + 5), which trusts pairs of few customers less
 * (Bell, Koren: Scalable Collaborative Filtering with Jointly Derived Neighborhood Interpolation Weights, ICDM 2007).
 */
function together(column: 'bought_at' | 'viewed_at', since: string, within: string): RawBuilder<unknown> {
  const at = sql.ref(column)
  return sql`
    with taken as materialized (
      select product_id, customer_id, at from (
        select product_id, customer_id, ${at} as at,
          row_number() over (partition by customer_id order by ${at} desc, product_id) as n
        from product_interests where ${at} > (select tf_now()) - ${since}::interval
      ) latest where n <= ${mostEach}
    ),
    counts as (select product_id, count(*) as n from taken group by product_id),
    pairs as (
      select a.product_id as about, b.product_id, count(*)::integer as support
      from taken a join taken b on b.customer_id = a.customer_id and b.product_id <> a.product_id
        and b.at between a.at - ${within}::interval and a.at + ${within}::interval
      group by 1, 2 having count(*) >= ${minSupport}
    ),
    scored as (
      select about, pairs.product_id, support,
        support / sqrt(one.n::double precision * other.n) * support / (support + ${shrinkage}::integer) as score
      from pairs join counts one on one.product_id = about join counts other on other.product_id = pairs.product_id
    ),
    ranked as (
      select scored.*, row_number() over (partition by about order by score desc, support desc, product_id) as rank
      from scored join products p on p.id = product_id where p.removed_at is null
    )
    select about, product_id, rank, score, support,
      jsonb_build_object('with', about, 'customers', support) as reason
    from ranked where rank <= ${mostStored}`
}

/** By how many customers bought a product in 30 days: of each category, and of all as that of no name. */
const bestSellers = sql`
  with sold as (
    select product_id, count(*)::integer as support from product_interests
    where bought_at > (select tf_now()) - interval '30 days' group by product_id
  ),
  ranked as (
    select about, p.id as product_id, support,
      row_number() over (partition by about order by support desc, p.id) as rank
    from sold join products p on p.id = product_id
    cross join lateral (select distinct unnest(array_append(p.categories, '')) as about) groups
    where p.removed_at is null
  )
  select about, product_id, rank, support::double precision as score, support,
    jsonb_build_object('category', nullif(about, ''), 'customers', support, 'days', 30) as reason
  from ranked where rank <= ${mostStored}`

async function store(db: Db, kind: string, computed: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ changed: number }>`
    with computed as materialized (${computed}),
    gone as (
      delete from recommendations r where r.kind = ${kind}
        and not exists (select from computed c where c.about = r.about and c.product_id = r.product_id)
      returning 1
    ),
    stored as (
      insert into recommendations as r (kind, about, product_id, rank, score, support, reason, computed_at)
      select ${kind}, about, product_id, rank, score, support, reason, (select tf_now()) from computed
      on conflict (kind, about, product_id) do update set rank = excluded.rank, score = excluded.score,
        support = excluded.support, reason = excluded.reason, computed_at = excluded.computed_at
      where (r.rank, r.score, r.support, r.reason)
        is distinct from (excluded.rank, excluded.score, excluded.support, excluded.reason)
      returning 1
    )
    select ((select count(*) from gone) + (select count(*) from stored))::integer as changed`.execute(db)
  return rows[0]?.changed ?? 0
}

const cursor = 'recommendations'

/** Whether the last time is so long ago (real time), or nothing was ever found. */
export async function isComputingDue(db: Db, everyMs: number): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select not exists (select from recommendations) or not exists (
      select from job_cursors
      where name = ${cursor} and position > clock_timestamp() - ${everyMs} * interval '1 millisecond'
    ) as due`.execute(db)
  return rows[0]?.due ?? true
}

export async function noteComputed(db: Db): Promise<void> {
  await sql`insert into job_cursors (name, position) values (${cursor}, clock_timestamp())
    on conflict (name) do update set position = excluded.position`.execute(db)
}
