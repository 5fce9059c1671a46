// Statements are prepared once per connection, and only so many of them; some are planned each time.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { connect } from '../../../src/db/index.js'
import { plannedEachTime } from '../../../src/db/prepare-statements.js'
import { aDatabase } from '../../support/database.js'
import { untilOver } from '../../support/until-over.js'

const prepared = async (db: ReturnType<typeof connect>['db']): Promise<number> => {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from pg_prepared_statements where not from_sql`.execute(db)
  return rows[0]!.n
}

async function oneConnection() {
  const { url } = await aDatabase()
  const { db, close } = connect(url, { max: 1 })
  untilOver(close)
  return db
}

it('a statement that comes again is not prepared again, whatever its values', async () => {
  const db = await oneConnection()
  for (const value of [1, 2, 3]) {
    const { rows } = await sql<{ v: number }>`select ${value}::int as v`.execute(db)
    expect(rows).toEqual([{ v: value }])
  }
  expect(await prepared(db)).toBe(1)
})

it('statements without end do not fill the memory of the server', async () => {
  const db = await oneConnection()
  for (let n = 0; n < 320; n++) await sql`select ${n}::int as ${sql.id(`column_${n}`)}`.execute(db)
  expect(await prepared(db)).toBe(300)
})

it('a statement that is planned each time is not prepared', async () => {
  const db = await oneConnection()
  for (const value of [1, 2]) {
    const { rows } = await sql<{ v: number }>`${plannedEachTime} select ${value}::int as v`.execute(db)
    expect(rows).toEqual([{ v: value }])
  }
  expect(await prepared(db)).toBe(0)
})
