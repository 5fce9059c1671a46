// Events that had been processed before: noted by source and type, for the audits. Only added to, so that no batch waits for
// another; src/audits takes them and adds them up.
import { sql } from 'kysely'
import { plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import { type Event, ownSource } from '../model/event.js'

/** Those of `events` that are not in `fresh`. What Triggerfish tells itself, it may tell twice. */
export async function noteRepeats(
  db: Db,
  events: readonly Event[],
  fresh: readonly Event[],
  now: Date,
): Promise<void> {
  if (events.length === fresh.length) return
  const kept = new Set(fresh)
  const counts = new Map<string, { source: string; type: string; events: number }>()
  for (const event of events) {
    const { source, type } = event
    if (kept.has(event) || source === ownSource) continue
    const count = counts.get(`${source}\n${type}`)
    if (count) count.events++
    else counts.set(`${source}\n${type}`, { source, type, events: 1 })
  }
  const rows = [...counts.values()]
  if (rows.length === 0) return
  await sql`
    insert into event_repeats (source_id, type, at, events)
    select source, type, ${now}, events
    from unnest(${textColumn(rows, ({ source }) => source)}::text[], ${textColumn(rows, ({ type }) => type)}::text[],
      ${plainColumn(rows, ({ events }) => events)}::integer[]) as x(source, type, events)`.execute(db)
}
