// The places of a journey that lets only so many in a day: counted in one row per journey and day, and never exceeded.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'

export interface PlaceClaim {
  readonly claim: string
  readonly journeyId: string
  /** Of the shop: "2026-11-21". */
  readonly day: string
  readonly perDay: number
}

interface Day {
  readonly journeyId: string
  readonly day: string
  readonly perDay: number
  readonly claims: string[]
}

/**
 * The claims that got a place, the first ones first. Who wants places waits until the transaction of whoever has
 * taken some is over: only then is known how many are left. The caller must not give a claim that has its place already.
 */
export async function takePlaces(db: Db, claims: readonly PlaceClaim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set()
  const days = daysOf(claims)
  // A batch asks again and again, each time for other journeys: in which order, nobody knows.
  await sql`select pg_advisory_xact_lock(hashtext('triggerfish.places'))`.execute(db)
  await beginDays(db, days)
  const { rows } = await sql<{ n: number; granted: number }>`
    with held as (
      select r.journey_id, r.day, x.n, greatest(0, least(x.wanted, x.per_day - r.taken)) as granted
      from unnest(
        ${textColumn(days, ({ journeyId }) => journeyId)}::text[],
        ${plainColumn(days, ({ day }) => day)}::date[],
        ${plainColumn(days, ({ perDay }) => perDay)}::integer[],
        ${plainColumn(days, ({ claims }) => claims.length)}::integer[]
      ) with ordinality as x(journey_id, day, per_day, wanted, n)
      join rollout_days r on r.journey_id = x.journey_id and r.day = x.day
      for update of r
    )
    update rollout_days r set taken = r.taken + held.granted
    from held where r.journey_id = held.journey_id and r.day = held.day and held.granted > 0
    returning held.n::integer as n, held.granted`.execute(db)
  return new Set(rows.flatMap(({ n, granted }) => days[n - 1]!.claims.slice(0, granted)))
}

async function beginDays(db: Db, days: readonly Day[]): Promise<void> {
  await sql`
    insert into rollout_days (journey_id, day, taken)
    select journey_id, day, 0 from unnest(
      ${textColumn(days, ({ journeyId }) => journeyId)}::text[], ${plainColumn(days, ({ day }) => day)}::date[]
    ) as x(journey_id, day)
    on conflict do nothing`.execute(db)
}

function daysOf(claims: readonly PlaceClaim[]): Day[] {
  const days = new Map<string, Day>()
  for (const { claim, journeyId, day, perDay } of claims) {
    const key = `${journeyId} ${day}`
    const known = days.get(key)
    if (known) known.claims.push(claim)
    else days.set(key, { journeyId, day, perDay, claims: [claim] })
  }
  return [...days.values()]
}
