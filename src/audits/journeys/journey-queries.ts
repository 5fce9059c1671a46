// Reads what the audits of journeys go by.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { triggersOf } from '../../journeys/definition/trigger-schema.js'
import type { PublishedWorkspace } from '../../journeys/workspace-store.js'
import { goalTests } from '../goal-tests.js'
import type { GoalFacts, JourneyFacts, JourneysFacts } from './journey-facts.js'

const dayMs = 86_400_000
const refusalsShown = 3

/** `to`: until when events were counted. */
export async function loadJourneyFacts(
  db: Db,
  workspace: PublishedWorkspace,
  to: Date,
): Promise<JourneysFacts> {
  const [rows, types, goals, refusals] = [
    await journeyRows(db, to),
    await typeCounts(db, to),
    await goalCounts(db, to),
    await refusalRows(db, workspace.settings.timeZone, to),
  ]
  const tests = goalTests(workspace)
  const definitions = new Map(
    workspace.versions.map(({ journeyId, version, journey }) => [`${journeyId}@${version}`, journey]),
  )
  const journeys = workspace.journeys.flatMap(({ id, status, version }): JourneyFacts[] => {
    const definition = definitions.get(`${id}@${version}`)
    const row = rows.get(id)
    if (status !== 'active' || !definition || !row) return []
    const triggers = triggersOf(definition).flatMap(one => ('event' in one ? [one.event] : []))
    return [
      {
        id,
        days: Math.floor((to.getTime() - row.openSince.getTime()) / dayMs),
        testersOnly: definition.entry.testersOnly === true,
        rollout: (definition.entry.rollout?.percent ?? 100) / 100,
        triggers,
        triggerEvents: triggers.reduce((sum, type) => sum + (types.get(type)?.week ?? 0), 0),
        entered: row.entered,
        refusals: refusals.filter(({ journeyId }) => journeyId === id).slice(0, refusalsShown),
        goals: tests
          .filter(({ journeyId }) => journeyId === id)
          .map((test): GoalFacts => {
            const { name, event, hasWhere, value } = test
            const { month = 0, checked = 0 } = types.get(event) ?? {}
            const { matching = 0, valued = 0 } = goals.get(test.id) ?? {}
            return { name, event, hasWhere, value, events: month, checked, matching, valued }
          }),
      },
    ]
  })
  return { days: await countedDays(db, to), journeys }
}

async function countedDays(db: Db, to: Date): Promise<number> {
  const { rows } = await sql<{ first: Date | null }>`select min(hour) as first from report_events`.execute(db)
  const first = rows[0]?.first
  return first ? Math.floor((to.getTime() - first.getTime()) / dayMs) : 0
}

/** Since when customers enter this version: when it was published, or the journey came back; and how many entered the journey since a week before. */
async function journeyRows(db: Db, to: Date): Promise<Map<string, { openSince: Date; entered: number }>> {
  const { rows } = await sql<{ id: string; openSince: Date; entered: number }>`
    select j.id, greatest(v.published_at, j.opened_at) as "openSince",
      (select count(*)::int from (
        select from enrollments e where e.journey_id = j.id and e.entered_at >= ${to}::timestamptz - interval '7 days'
        limit 1) e) as entered
    from journeys j join journey_versions v on v.journey_id = j.id and v.version = j.version
    where j.status = 'active'`.execute(db)
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

interface TypeCounts {
  readonly week: number
  readonly month: number
  readonly checked: number
}

async function typeCounts(db: Db, to: Date): Promise<Map<string, TypeCounts>> {
  const { rows } = await sql<TypeCounts & { type: string }>`
    select type, coalesce(sum(events) filter (where hour >= ${to}::timestamptz - interval '7 days'), 0)::float8 as week,
      sum(events)::float8 as month, sum(checked)::float8 as checked
    from report_events where hour >= ${to}::timestamptz - interval '30 days' group by type`.execute(db)
  return new Map(rows.map(({ type, ...counts }) => [type, counts]))
}

async function goalCounts(db: Db, to: Date): Promise<Map<string, { matching: number; valued: number }>> {
  const { rows } = await sql<{ id: string; matching: number; valued: number }>`
    select key as id, sum((value ->> 'matching')::bigint)::float8 as matching,
      sum((value ->> 'valued')::bigint)::float8 as valued
    from report_events, jsonb_each(goals) where hour >= ${to}::timestamptz - interval '30 days' group by key`.execute(
    db,
  )
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

interface RefusalRow {
  readonly journeyId: string
  readonly reason: string
  readonly times: number
}

async function refusalRows(db: Db, timeZone: string, to: Date): Promise<RefusalRow[]> {
  const { rows } = await sql<RefusalRow>`
    select journey_id as "journeyId", reason, sum(times)::float8 as times from report_refusals
    where day >= (${to}::timestamptz at time zone ${timeZone}::text)::date - 7
    group by 1, 2 order by times desc, reason`.execute(db)
  return rows
}
