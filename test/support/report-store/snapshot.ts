// All that was counted, as text: two stores in which the same has happened have the same. Where passes stand or ended is left
// out: an erasure ends them.
import { sql } from 'kysely'
import type { Db } from '../../../src/db/tables.js'
import { type CountedTable, counted, countedRows } from './compare-counts.js'

export async function snapshot(db: Db): Promise<Record<string, string[]>> {
  const taken: Record<string, string[]> = {}
  for (const table of Object.keys(counted) as CountedTable[]) {
    const { rows } = await sql<{
      row: string
    }>`
      select t::text as row from ${countedRows(table)} t
      where coalesce(to_jsonb(t) ->> 'dimension', '') not in ('waiting', 'ended') order by 1`.execute(db)
    taken[table] = rows.map(({ row }) => row)
  }
  return taken
}
