import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { setClock } from '../../../src/db/index.js'
import { parseRequest } from '../../../src/reports/index.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, rowsOf } from '../rollups/rows.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  await setClock(database.db, { at: at('20T23:30:00'), speed: 0.000001 })
})

const parameters = z.object({ by: z.enum(['day', 'week'], { error: 'must be day or week' }).default('day') })
const parse = (texts: object) => parseRequest(database.db, { parameters }, texts)
const inBerlin = () => rowsOf(database.db).publish({ currency: 'EUR', timeZone: 'Europe/Berlin' })

describe('what a report can be asked for', () => {
  it('is by default the last 30 days, including today', async () => {
    expect(await parse({})).toMatchObject({
      from: '2026-10-22',
      to: '2026-11-21',
      journey: null,
      parameters: { by: 'day' },
      notes: [],
    })
  })

  it('has days of the shop: there it is already tomorrow', async () => {
    await inBerlin()
    expect(await parse({ days: '7' })).toMatchObject({ from: '2026-11-15', to: '2026-11-22' })
  })

  it('counts days back from the end that is asked for', async () => {
    expect(await parse({ days: '90', to: '2026-11-01' })).toMatchObject({
      from: '2026-08-03',
      to: '2026-11-01',
    })
  })

  it('takes times for the days they lie in, and says so', async () => {
    await inBerlin()
    const asked = await parse({ from: '2026-11-09T23:00:00Z', to: '2026-11-12T10:00:00Z' })
    expect(asked).toMatchObject({
      from: '2026-11-10',
      to: '2026-11-13',
      notes: ['Reports count whole days of Europe/Berlin: all of 2026-11-10 to 2026-11-12 was counted.'],
    })
    // What begins and ends with days was understood as it was said.
    expect(await parse({ from: '2026-11-09T23:00:00Z', to: '2026-11-12T23:00:00Z' })).toMatchObject({
      from: '2026-11-10',
      to: '2026-11-13',
      notes: [],
    })
  })

  it('names every fault', async () => {
    expect(await parse({ from: 'yesterday', by: 'moon', colour: 'red', jurney: 'cart' })).toEqual({
      faults: [
        { path: 'from', message: expect.stringContaining('2026-11-20') },
        { path: 'by', message: 'must be day or week' },
        { path: 'colour', message: 'is no parameter here' },
        { path: 'jurney', message: 'is no parameter here; did you mean "journey"?' },
      ],
    })
  })

  it('knows the journeys there are, archived ones too', async () => {
    const values = { id: 'cart-recovery', status: 'archived' as const, version: 1 }
    await database.db.insertInto('journeys').values(values).execute()
    expect(await parse({ journey: 'cart-recovery' })).toMatchObject({ journey: 'cart-recovery' })
    expect(await parse({ journey: 'cart-recovry' })).toEqual({
      faults: [{ path: 'journey', message: 'was never published; did you mean "cart-recovery"?' }],
    })
    expect(await parse({ journey: 'welcome' })).toEqual({
      faults: [{ path: 'journey', message: 'was never published; there are cart-recovery' }],
    })
  })

  it.each([
    ['from', { from: '2026-11-20', to: '2026-11-20' }],
    ['from', { from: '2026-02-30' }],
    ['from', { from: '1800-01-01' }],
    ['to', { to: '9999-01-01' }],
    ['days', { days: '0' }],
    ['days', { days: '7', from: '2026-11-01' }],
    ['journey', { journey: 'a\0b' }],
    ['journey', { journey: ['a', 'b'] }],
  ])('refuses %s that makes no sense: %j', async (path, texts) => {
    expect(await parse(texts)).toMatchObject({ faults: [{ path }] })
  })
})
