// Which goals were ever published, and how long their windows stay open.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { durationMs } from '../../model/time.js'

/** Names of further goals. */
export async function goalNames(db: Db, journey: string | null): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name
    from journey_versions, jsonb_object_keys(definition #> '{journey,goals}') as name
    where ${journey}::text is null or journey_id = ${journey} order by name`.execute(db)
  return rows.map(({ name }) => name)
}

export interface GoalWindow {
  readonly journeyId: string
  readonly version: number
  readonly seconds: number
}

/** Of each version that has the goal, how long after its entry a pass can still reach it. */
export async function goalWindows(db: Db, goal: string, journey: string | null): Promise<GoalWindow[]> {
  const { rows } = await sql<{ journeyId: string; version: number; within: string }>`
    select journey_id as "journeyId", version, coalesce(found->>'within', '0s') as within
    from journey_versions cross join lateral (
      select case when ${goal}::text = 'primary' then definition #> '{journey,goal}'
        else definition #> array['journey', 'goals', ${goal}::text] end as found
    ) goals
    where found is not null and (${journey}::text is null or journey_id = ${journey})`.execute(db)
  return rows.flatMap(({ journeyId, version, within }) =>
    within === '0s' ? [] : [{ journeyId, version, seconds: durationMs(within) / 1_000 }],
  )
}

/** A table of journey_id, version and open_from: who came in on that day or later can still reach the goal. */
export const openWindows = (windows: readonly GoalWindow[], timeZone: string): RawBuilder<unknown> => sql`
  select "journeyId" as journey_id, version,
    ((tf_now() - make_interval(secs => seconds)) at time zone ${timeZone}::text)::date as open_from
  from json_to_recordset(${JSON.stringify(windows)}::json)
    as w("journeyId" text, version integer, seconds double precision)`

export async function activeJourneys(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('journeys').select('id').where('status', '=', 'active').execute()
  return rows.map(({ id }) => id)
}
