// Puts what was counted in the place of what was there. Only rows that differ are written: most days, most rows do not, and
// each one written would be a dead one to clear away.
import { type RawBuilder, sql } from 'kysely'
import type { Db, RollupKind } from '../db/tables.js'
import type { Cell } from './cell.js'
import { cellRows } from './cell-queries.js'
import { countArms } from './count-arms-queries.js'
import { countEntries } from './count-entries-queries.js'
import { countHolds } from './count-holds-queries.js'
import { countHealth, countMessages } from './count-messages-queries.js'
import { countOrders } from './count-orders-queries.js'
import { countShop } from './count-shop-queries.js'
import { type RollupTable, shapes, tablesOf } from './shapes.js'

/** Rows of a cell that were added, changed or deleted. */
export interface Difference extends Cell {
  readonly table: RollupTable
  readonly rows: number
}

/** Counts these cells of one kind anew. */
export async function replaceCells(
  db: Db,
  kind: RollupKind,
  cells: readonly Cell[],
  timeZone: string,
): Promise<Difference[]> {
  if (cells.length === 0) return []
  const differences: Difference[] = []
  for (const table of tablesOf[kind])
    differences.push(...(await replace(db, table, kind, cellRows(cells, timeZone), timeZone)))
  return differences
}

async function replace(
  db: Db,
  table: RollupTable,
  kind: RollupKind,
  cells: RawBuilder<unknown>,
  timeZone: string,
): Promise<Difference[]> {
  const { keys, sums } = shapes[table]
  const list = (names: readonly string[], of?: string): RawBuilder<unknown> =>
    sql.join(names.map(name => sql.ref(of ? `${of}.${name}` : name)))
  const { rows } = await sql<Omit<Difference, 'table'>>`
    with ${cells},
    counted as materialized (${counted(table, kind, timeZone)}),
    gone as (
      delete from ${sql.table(table)} r using cells c
      where ${isOfCell(table, kind)} and not exists (select from counted k where (${list(keys, 'k')}) = (${list(keys, 'r')}))
      returning r.journey_id, r.day
    ), written as (
      insert into ${sql.table(table)} as r (${list([...keys, ...sums])})
      select ${list([...keys, ...sums])} from counted
      on conflict (${list(keys)}) do update set ${sql.join(sums.map(name => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`))}
      where (${list(sums, 'r')}) is distinct from (${list(sums, 'excluded')})
      returning r.journey_id, r.day
    )
    select journey_id as "journeyId", day::text as day, count(*)::int as rows
    from (select * from gone union all select * from written) x group by 1, 2`.execute(db)
  return rows.map(row => ({ table, ...row }))
}

const basisOf = (kind: RollupKind): 'order' | 'entry' => (kind === 'orders' ? 'order' : 'entry')

function isOfCell(table: RollupTable, kind: RollupKind): RawBuilder<unknown> {
  if (table === 'report_shop') return sql`r.day = c.day`
  if (kind === 'orders' || kind === 'cohorts') return sql`r.basis = ${basisOf(kind)} and r.day = c.day`
  return sql`r.journey_id = c.journey_id and r.day = c.day`
}

function counted(table: RollupTable, kind: RollupKind, timeZone: string): RawBuilder<unknown> {
  switch (table) {
    case 'report_entries':
      return countEntries()
    case 'report_arms':
      return countArms(timeZone)
    case 'report_messages':
      return countMessages()
    case 'report_health':
      return countHealth()
    case 'report_holds':
      return countHolds()
    case 'report_orders':
      return countOrders(basisOf(kind), timeZone)
    case 'report_shop':
      return countShop()
  }
}
