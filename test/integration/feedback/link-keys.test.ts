// The keys of links, kept at hand: followed links do not wait for a database that is away or does not answer.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { connect } from '../../../src/db/index.js'
import { linkKeySource, linkKeys } from '../../../src/links/index.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { aWayTo } from '../queue/cut-off.js'

it('are those of the database, the newest first, and read again when they are old', async () => {
  const { db } = await aDatabase()
  const keys = linkKeySource(db, { maxAgeMs: 0 })
  const [first] = await keys()
  await sql`insert into link_keys (id, key) select max(id) + 1, decode(repeat('ab', 32), 'hex') from link_keys`.execute(
    db,
  )
  expect(await keys()).toEqual([Buffer.alloc(32, 0xab), first])
  expect(await keys()).toEqual(await linkKeys(db))
})

it('are those of before while PostgreSQL is away, and there are none where none were read', async () => {
  const { url } = await aDatabase()
  const way = await aWayTo(url)
  const near = connect(way.url, { max: 2 })
  untilOver(() => near.close())
  const keys = linkKeySource(near.db, { maxAgeMs: 0 })
  const before = await keys()
  await way.cut()
  expect(await keys()).toEqual(before)
  await expect(linkKeySource(near.db)()).rejects.toThrow()
})

it('are not waited for where PostgreSQL does not answer', async () => {
  const { db, url } = await aDatabase()
  const near = connect(url, { max: 2 })
  untilOver(() => near.close())
  const keys = linkKeySource(near.db, { maxAgeMs: 0, patienceMs: 50 })
  const before = await keys()
  await db.transaction().execute(async trx => {
    await sql`lock table link_keys in access exclusive mode`.execute(trx)
    // Whoever waited for the table would wait for ever: it is locked until this has ended.
    expect(await keys()).toEqual(before)
    expect(await keys()).toEqual(before)
  })
  await eventually(async () => (await keys()).length === 1)
})
