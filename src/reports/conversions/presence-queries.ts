// Reads from the rollups who came in and how many messages were handed over, by whatever the rows of a report are.
import { type RawBuilder, sql } from 'kysely'
import { plannedEachTime } from '../../db/prepare-statements.js'
import type { Db } from '../../db/tables.js'
import { ofJourney } from '../lists/part-queries.js'
import type { ReportPeriod } from '../report-kind.js'
import type { Grouping } from './conversion-parameters.js'
import { type GoalWindow, openWindows } from './goal-queries.js'
import { timeOf } from './order-queries.js'

export interface PresenceQuery extends ReportPeriod {
  /** null: one row, in which all are counted together. */
  readonly by: Grouping | null
  readonly journey: string | null
  readonly timeZone: string
}

export interface Entered {
  readonly id: string
  readonly entered: number
  /** Of them, those who came in on a day for which the window of the goal is still open. */
  readonly immature: number
  /** The first such day; null: none. */
  readonly immatureSince: string | null
}

/** Empty where an entry belongs to no single row: by message, channel and category. */
export async function readEntered(
  db: Db,
  query: PresenceQuery,
  windows: readonly GoalWindow[],
): Promise<Entered[]> {
  const { by, from, to, journey, timeZone } = query
  if (by === 'message' || by === 'channel' || by === 'category') return []
  const { rows } = await sql<Entered>`${plannedEachTime}
    -- Materialized, or PostgreSQL reckons with time zones anew for each row.
    with windows as materialized (${openWindows(windows, timeZone)})
    select ${idOf(by)} as id, sum(entered)::int as entered,
      coalesce(sum(entered) filter (where day >= open_from), 0)::int as immature,
      to_char(min(day) filter (where day >= open_from), 'YYYY-MM-DD') as "immatureSince"
    from ${withBrand(by, sql`report_entries`)} left join windows using (journey_id, version)
    where dimension = ${by === 'variant' || by === 'segment' || by === 'country' ? by : 'all'}
      and day >= ${from}::date and day < ${to}::date and ${ofJourney(sql`journey_id`, journey)}
    group by 1`.execute(db)
  return rows
}

/** Handed over to a provider, on the days they were. Empty where a message belongs to no single row: by category. */
export async function readMessages(
  db: Db,
  { by, from, to, journey }: PresenceQuery,
): Promise<{ id: string; messages: number }[]> {
  if (by === 'category') return []
  const { rows } = await sql<{ id: string; messages: number }>`${plannedEachTime}
    select ${idOf(by)} as id, sum(handed_over)::int as messages
    from ${withBrand(by, sql`report_messages`)}
    where dimension = ${by === 'variant' || by === 'segment' || by === 'country' ? by : 'all'}
      and day >= ${from}::date and day < ${to}::date and ${ofJourney(sql`journey_id`, journey)}
    group by 1 having sum(handed_over) > 0`.execute(db)
  return rows
}

function idOf(by: Grouping | null): RawBuilder<string> {
  switch (by) {
    case 'journey':
      return sql<string>`journey_id`
    case 'version':
      return sql<string>`journey_id || '/' || version`
    case 'message':
      return sql<string>`journey_id || '/' || step_id`
    case 'variant':
      return sql<string>`journey_id || '/' || value`
    case 'channel':
      return sql<string>`channel`
    case 'segment':
    case 'country':
      return sql<string>`value`
    case 'brand':
      return sql<string>`coalesce(brand, '')`
    case 'day':
    case 'week':
    case 'month':
      return timeOf(by)
    default:
      return sql<string>`''`
  }
}

/** The brand of a version; '' is the main one. */
const withBrand = (by: Grouping | null, table: RawBuilder<unknown>): RawBuilder<unknown> =>
  by === 'brand'
    ? sql`${table} left join (
        select journey_id, version, definition #>> '{journey,brand}' as brand from journey_versions
      ) brands using (journey_id, version)`
    : table
