// SQL of what the doors refused, added up by the hour.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

export interface RefusedCount {
  readonly source: string
  readonly type: string
  /** '': the events as such. */
  readonly path: string
  readonly fault: '' | 'missing' | 'wrong'
  readonly events: number
}

/** Of types of which the source never told an event that was taken, and that are not of `known`, only how many there were. */
export async function addRefusals(
  db: Db,
  counts: readonly RefusedCount[],
  known: readonly string[],
): Promise<void> {
  if (counts.length === 0) return
  await sql`
    with given as (
      select x.*, x.type in (select json_array_elements_text(${JSON.stringify(known)}::json))
        or exists (select from report_events r where r.source_id = x.source and r.type = x.type) as is_known
      from json_to_recordset(${JSON.stringify(counts)}::json)
        as x(source text, type text, path text, fault text, events integer)
    ), kept as (
      select source, case when is_known then type else '' end as type, path, fault, sum(events)::integer as events
      from given group by 1, 2, 3, 4
    )
    insert into report_refused as r (hour, source_id, type, path, fault, events)
    select date_trunc('hour', tf_now(), 'UTC'), source, type, path, fault, events from kept
    order by source, type, path, fault
    on conflict (hour, source_id, type, path, fault) do update set events = r.events + excluded.events`.execute(
    db,
  )
}
