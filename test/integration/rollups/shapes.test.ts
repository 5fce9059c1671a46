// Every column of the tables that reports read is either what a row is found by or counted: one that was forgotten would stay
// as it was written first.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { type RollupTable, shapes } from '../../../src/rollups/shapes.js'
import { aDatabase } from '../../support/database.js'

const { db } = await aDatabase()

it.each(Object.keys(shapes) as RollupTable[])(
  '%s has the columns that are counted, and its key',
  async table => {
    const { keys, sums } = shapes[table]
    const columns = await sql<{ name: string; isKey: boolean }>`
    select a.attname as name, a.attnum = any(i.indkey::int2[]) as "isKey"
    from pg_attribute a join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped`.execute(db)
    const namesOf = (isKey: boolean) =>
      columns.rows.filter(column => column.isKey === isKey).map(({ name }) => name)
    expect([...keys].sort()).toEqual(namesOf(true).sort())
    expect([...sums].sort()).toEqual(namesOf(false).sort())
  },
)
