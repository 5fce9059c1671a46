import { type Kysely, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import {
  connect,
  type Database,
  inTransaction,
  isDatabaseAway,
  RetryTransaction,
} from '../../../src/db/index.js'
import { aDatabase } from '../../support/database.js'

describe('a transaction', () => {
  test('is repeated after a deadlock, and both sides get their way', async () => {
    const { db } = await aDatabase()
    await twoCounters(db)
    const bothHoldOne = barrier(2)
    let attempts = 0
    const addToBoth = (first: string, second: string) =>
      inTransaction(db, async trx => {
        const firstAttempt = ++attempts <= 2
        await add(trx, first)
        if (firstAttempt) await bothHoldOne()
        await add(trx, second)
      })
    await Promise.all([addToBoth('a', 'b'), addToBoth('b', 'a')])
    expect(attempts).toBe(3)
    expect(await counts(db)).toEqual([2, 2])
  })

  test('is repeated from the start when the work asks for it', async () => {
    const { db } = await aDatabase()
    await twoCounters(db)
    let attempts = 0
    const answer = await inTransaction(db, async trx => {
      await add(trx, 'a')
      if (++attempts < 3) throw new RetryTransaction('outdated')
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await counts(db)).toEqual([1, 0])
  })

  test('gives up after eight tries', async () => {
    const { db } = await aDatabase()
    let attempts = 0
    const work = inTransaction(db, async () => {
      attempts++
      throw new RetryTransaction('always')
    })
    await expect(work).rejects.toThrow(RetryTransaction)
    expect(attempts).toBe(8)
  })

  test('sees what others committed while it waited for a lock', async () => {
    const { db } = await aDatabase()
    const { rows } = await inTransaction(db, trx => sql`show transaction_isolation`.execute(trx))
    expect(rows).toEqual([{ transaction_isolation: 'read committed' }])
  })
})

describe('an error', () => {
  test('of the input is a data error, and the transaction is not repeated', async () => {
    const { db } = await aDatabase()
    let attempts = 0
    const work = inTransaction(db, trx => {
      attempts++
      return sql`select 1 / 0`.execute(trx)
    })
    const error = await work.catch(caught => caught)
    expect([isDatabaseAway(error), attempts]).toEqual([false, 1])
  })

  test('of a killed session means that the database is away; the transaction is not repeated', async () => {
    const { db } = await aDatabase()
    let attempts = 0
    const work = inTransaction(db, async trx => {
      attempts++
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      await sql`select pg_terminate_backend(${rows[0]!.pid}, 1000)`.execute(db)
      await sql`select 1`.execute(trx)
    })
    const error = await work.catch(caught => caught)
    expect([isDatabaseAway(error), attempts]).toEqual([true, 1])
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  })

  test('of a server that does not listen, or of a closed pool, means that the database is away', async () => {
    const { db, close } = connect('postgres://nobody@127.0.0.1:1/none')
    expect(isDatabaseAway(await sql`select 1`.execute(db).catch(caught => caught))).toBe(true)
    await close()
  })

  test.each([
    new Error('a bug'),
    new TypeError('a bug'),
    new RetryTransaction('outdated'),
    undefined,
    'text',
  ])('of our own does not: %s', error => {
    expect(isDatabaseAway(error)).toBe(false)
  })
})

test('types: 64-bit integers and decimals stay text, times are Dates in UTC, json is parsed', async () => {
  const { db } = await aDatabase()
  const { rows } = await sql`select 9007199254740993::int8 as int8, 0.10::numeric as numeric,
    '2026-11-20T10:00:00Z'::timestamptz as at, '{"a": [1]}'::jsonb as json, current_setting('timezone') as zone`.execute(
    db,
  )
  expect(rows).toEqual([
    {
      int8: '9007199254740993',
      numeric: '0.10',
      at: new Date('2026-11-20T10:00:00Z'),
      json: { a: [1] },
      zone: 'UTC',
    },
  ])
})

async function twoCounters(db: Kysely<Database>): Promise<void> {
  await sql`create table counters as select * from (values ('a', 0), ('b', 0)) as start (name, n)`.execute(db)
}

async function add(db: Kysely<Database>, name: string): Promise<void> {
  await sql`update counters set n = n + 1 where name = ${name}`.execute(db)
}

async function counts(db: Kysely<Database>): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`select n from counters order by name`.execute(db)
  return rows.map(({ n }) => n)
}

function barrier(parties: number): () => Promise<void> {
  const { promise, resolve } = withResolvers()
  let waiting = 0
  return () => {
    if (++waiting === parties) resolve()
    return promise
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}
