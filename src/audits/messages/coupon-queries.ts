// Reads how full pools are, when they end, and which messages show a code that is over.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { CouponStep } from '../../journeys/definition/action-schemas.js'
import type { Settings } from '../../journeys/definition/settings-schema.js'
import { allSteps } from '../../journeys/definition/walk.js'
import { durationMs } from '../../model/time.js'
import type { LateCodes, PoolFacts } from './message-facts.js'
import type { OpenJourney } from './sent-templates.js'

const dayMs = 86_400_000

/** Of those that the settings name, also the ones without any code. */
export async function poolFacts(
  db: Db,
  { coupons = {}, timeZone }: Settings,
  journeys: readonly OpenJourney[],
  now: Date,
): Promise<PoolFacts[]> {
  const steps = journeys.flatMap(couponSteps)
  const pools = Object.entries(coupons).map(([pool, { until = null }]) => ({
    pool,
    until,
    ...useOf(steps.filter(({ coupon }) => coupon === pool)),
  }))
  const { rows } = await sql<PoolFacts>`
    select p.pool, p.use, p.until, p.promised as "promisedDays",
      p.until::date - (${now}::timestamptz at time zone ${timeZone}::text)::date as "daysToEnd",
      count(c.code)::int as codes, count(c.code) filter (where c.claim is null)::int as free,
      count(*) filter (where c.claimed_at >= ${now}::timestamptz - interval '7 days')::int as taken,
      count(*) filter (where c.claimed_at >= ${now}::timestamptz - interval '24 hours')::int as "takenInDay"
    from json_to_recordset(${JSON.stringify(pools)}::json) as p(pool text, use text, until text, promised float8)
      left join coupons c on c.pool = p.pool
    group by 1, 2, 3, 4 order by p.pool`.execute(db)
  return rows
}

const couponSteps = ({ journey }: OpenJourney): CouponStep[] =>
  allSteps(journey.steps).flatMap(({ value }) => ('coupon' in value ? [value] : []))

function useOf(steps: readonly CouponStep[]): { use: PoolFacts['use']; promised: number } {
  const promised = steps.map(({ expires }) => (expires === undefined ? 0 : durationMs(expires) / dayMs))
  if (steps.length === 0) return { use: 'none', promised: 0 }
  const replaced = steps.every(({ whenEmpty }) => typeof whenEmpty === 'object')
  return { use: replaced ? 'fallback' : 'codes', promised: Math.max(...promised) }
}

/**
 * Of steps that say how long their code is good for. Which templates show it is looked up once, not for each message.
 */
export async function lateCodes(db: Db, journeys: readonly OpenJourney[], now: Date): Promise<LateCodes[]> {
  const steps = journeys.flatMap(one =>
    couponSteps(one).flatMap(({ id, expires }) => (expires ? [{ journey: one.id, step: id }] : [])),
  )
  if (steps.length === 0) return []
  const { rows } = await sql<LateCodes>`
    with showing as materialized (
      select x.journey, x.step, t.channel, t.name as template
      from json_to_recordset(${JSON.stringify(steps)}::json) as x(journey text, step text)
        join templates t on t.current and strpos(t.content::text, 'steps.' || x.step || '.') > 0
    ), shown as (
      select m.journey_id, m.enrollment_id, m.channel, m.template, 'queued' as status, greatest(m.due_at, ${now}) as at
      from messages m where m.status = 'queued' and m.journey_id in (select journey from showing)
      union all
      select m.journey_id, m.enrollment_id, m.channel, m.template, 'sent', m.wire_at
      from messages m
      where coalesce(m.wire_at, m.created_at) >= ${now}::timestamptz - interval '24 hours'
        and m.journey_id in (select journey from showing) and m.status in ('sent', 'unknown')
    )
    select s.journey, s.step, count(*) filter (where m.status = 'queued')::float8 as scheduled,
      count(*) filter (where m.status = 'sent')::float8 as sent
    from shown m join showing s on s.journey = m.journey_id and s.channel = m.channel and s.template = m.template
      join enrollments e on e.id = m.enrollment_id
    where (e.outputs #>> array[s.step, 'expiresAt'])::timestamptz < m.at
    group by 1, 2 order by 1, 2`.execute(db)
  return rows
}
