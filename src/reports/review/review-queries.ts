// Reads what a review says besides the figures of reports.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { Weekday } from '../../model/calendar-date.js'
import { durationMs } from '../../model/time.js'
import { firstInstant } from '../../rollups/cell-queries.js'
import type { DecidedExperiment, OpenFinding } from './review-facts.js'

export interface ReviewedJourney {
  readonly id: string
  readonly name: string
  readonly reviewed: string | null
  readonly since: string
  /** For so many days a customer who comes in can still reach the goal; 0: there is none. */
  readonly goalDays: number
  readonly hasGoal: boolean
  readonly hasHoldout: boolean
}

/** Journeys that customers enter, with the day they were first published. */
export async function reviewedJourneys(db: Db, timeZone: string): Promise<ReviewedJourney[]> {
  const { rows } = await sql<Omit<ReviewedJourney, 'goalDays'> & { within: string | null }>`
    select j.id, v.definition #>> '{journey,name}' as name, j.reviewed,
      (select to_char(min(published_at) at time zone ${timeZone}::text, 'YYYY-MM-DD')
       from journey_versions where journey_id = j.id) as since,
      v.definition #> '{journey,goal}' is not null as "hasGoal", v.definition #>> '{journey,goal,within}' as within,
      coalesce((v.definition #>> '{journey,entry,holdout}')::float8, 0) > 0 as "hasHoldout"
    from journeys j join journey_versions v on v.journey_id = j.id and v.version = j.version
    where j.status = 'active' order by j.id`.execute(db)
  return rows.map(({ within, ...journey }) => ({
    ...journey,
    goalDays: within === null ? 0 : Math.ceil(durationMs(within) / dayMs),
  }))
}

const dayMs = 86_400_000

export async function findingsOpen(db: Db, timeZone: string): Promise<OpenFinding[]> {
  const { rows } = await sql<OpenFinding>`
    select area, severity, message, advice, to_char(first_at at time zone ${timeZone}::text, 'YYYY-MM-DD') as since
    from audit_findings
    where ended_at is null
    order by array_position(array['error', 'warning', 'notice'], severity), area, code, subject`.execute(db)
  return rows
}

/** Those that were decided from the first day to the second one, and were not taken back since. */
export async function experimentsDecided(
  db: Db,
  { from, to, timeZone }: { from: string; to: string; timeZone: string },
): Promise<DecidedExperiment[]> {
  const { rows } = await sql<DecidedExperiment>`
    select journey_id as journey, experiment, variant, decided_by as by,
      to_char(decided_at at time zone ${timeZone}::text, 'YYYY-MM-DD') as at
    from split_decisions
    where reopened_at is null and decided_at >= ${firstInstant(sql`${from}::date`, timeZone)}
      and decided_at < ${firstInstant(sql`${to}::date`, timeZone)}
    order by decided_at, journey_id`.execute(db)
  return rows
}

export interface ReviewPlan {
  readonly to: readonly string[]
  readonly on: Weekday
  readonly at: string
  readonly worth: number | null
}

export interface Published {
  readonly shop: string
  /** From whom mails of the shop come. */
  readonly from: { readonly address: string; readonly name: string }
  readonly plan: ReviewPlan | null
}

/** null: nothing is published yet. */
export async function publishedReview(db: Db): Promise<Published | null> {
  const { rows } = await sql<{
    shop: string
    address: string
    name: string
    review: Partial<ReviewPlan> | null
  }>`
    select settings #>> '{brand,name}' as shop, settings #>> '{senders,email,from}' as address,
      settings #>> '{senders,email,name}' as name, settings #> '{reports,review}' as review
    from workspace`.execute(db)
  const [row] = rows
  if (!row) return null
  const { shop, address, name, review } = row
  const { to = [], on = 'mon', at = '08:00', worth = null } = review ?? {}
  return { shop, from: { address, name }, plan: review && { to, on, at, worth } }
}

/** By the clocks of the shop: the day, and the time as "08:05". */
export async function shopTime(db: Db, timeZone: string): Promise<{ today: string; time: string }> {
  const { rows } = await sql<{ today: string; time: string }>`
    select to_char(at, 'YYYY-MM-DD') as today, to_char(at, 'HH24:MI') as time
    from (select tf_now() at time zone ${timeZone}::text as at) n`.execute(db)
  return rows[0]!
}
