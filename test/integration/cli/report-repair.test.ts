// Counting reports anew by hand.
import { beforeEach, describe, expect, it } from 'vitest'
import { recountAll } from '../../../src/rollups/index.js'
import { cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { type Rows, rowsOf } from '../rollups/rows.js'

let database: TestDatabase
let rows: Rows
beforeEach(async () => {
  database = await aDatabase()
  rows = rowsOf(database.db)
  giveServers(database.url)
  await rows.publish({ timeZone: 'UTC', currency: 'EUR', caps: {}, lateEvents: '24h' })
})

describe('report repair', () => {
  it('finds nothing where everything is counted', async () => {
    await rows.pass()
    await recountAll(database.db)
    const { code, out } = await cli('report', 'repair')
    expect([code, out.split('\n')[1]]).toEqual([0, 'Nothing differed.'])
  })

  it('mends what differs, says where, and fails so that it is noticed; once', async () => {
    await rows.pass()
    await recountAll(database.db)
    await database.db.updateTable('report_entries').set({ entered: 7 }).execute()
    const { code, out, err } = await cli('report', 'repair', '--json')
    expect([code, err]).toEqual([1, expect.stringContaining('They are right now')])
    expect(JSON.parse(out)).toMatchObject({
      from: '2026-11-10',
      differences: [{ table: 'report_entries', journeyId: 'cart', day: '2026-11-10', rows: 3 }],
    })
    expect((await cli('report', 'repair')).code).toBe(0)
  })

  it('begins with a day, and refuses what is none', async () => {
    await rows.pass()
    expect(JSON.parse((await cli('report', 'repair', '--from', '2026-11-11', '--json')).out).from).toBe(
      '2026-11-11',
    )
    for (const day of ['yesterday', '2026-02-30'])
      expect(await cli('report', 'repair', '--from', day)).toMatchObject({ code: 2 })
  })
})
