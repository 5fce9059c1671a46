// Reads since when which share of customers is held out: what was published, and when.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

export interface SharePublished {
  /** '': those held out of everything. */
  readonly journeyId: string
  readonly version: number
  /** 0: nobody. */
  readonly share: number
  /** The day it was published on. */
  readonly day: string
  /** The first day on which all who came in were drawn by it. null: nobody came in before it. */
  readonly wholeFrom: string | null
}

/**
 * In the order they were published; `journey` null: those of all journeys. A batch may begin by the old share just before a new
 * one: an hour is more than enough.
 */
export async function readShares(
  db: Db,
  journey: string | null,
  timeZone: string,
): Promise<SharePublished[]> {
  const { rows } = await sql<SharePublished>`
    select journey_id as "journeyId", version, share, to_char(since at time zone ${timeZone}::text, 'YYYY-MM-DD') as day,
      case when lag(id) over (partition by journey_id order by id) is not null then
        to_char(((since + interval '1 hour') at time zone ${timeZone}::text)::date + 1, 'YYYY-MM-DD') end as "wholeFrom"
    from holdout_shares where ${journey === null ? sql`journey_id <> ''` : sql`journey_id = ${journey}`}
    order by journey_id, id`.execute(db)
  return rows
}
