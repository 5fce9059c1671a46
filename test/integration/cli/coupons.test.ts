// Filling pools of codes from files, again and again.
import { beforeEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { takeCoupons } from '../../../src/pipeline/coupon-store.js'
import { newId } from '../../../src/platform/new-id.js'
import { aFileNamed, cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  giveServers(database.url)
})

const aFile = (content: string, name = 'codes.txt') => aFileNamed(name, content)

const codes = async () =>
  (await database.db.selectFrom('coupons').select('code').orderBy('code').execute()).map(({ code }) => code)

describe('coupons import', () => {
  it('adds codes, one a line, and counts those it had already', async () => {
    const file = await aFile('\uFEFFA1\r\n\r\n  A2 \nA1\n')
    expect(await cli('coupons', 'import', 'SAVE10', file)).toMatchObject({
      code: 0,
      out: '2 codes added to SAVE10; 1 it had already.\n',
      err: '',
    })
    expect(await codes()).toEqual(['A1', 'A2'])
    const again = await cli('coupons', 'import', 'SAVE10', file, '--json')
    expect(JSON.parse(again.out)).toEqual({ pool: 'SAVE10', added: 0, known: 3, rejected: [] })
    expect(again.code).toBe(0)
  })

  it('leaves alone what is given out already', async () => {
    const file = await aFile('A1\n')
    await cli('coupons', 'import', 'SAVE10', file)
    const claim = newId()
    await inTransaction(database.db, trx =>
      takeCoupons(trx, [{ claim, pool: 'SAVE10', customerId: newId() }], new Date('2026-11-20T12:00:00Z')),
    )
    await cli('coupons', 'import', 'SAVE10', file)
    expect(await database.db.selectFrom('coupons').select(['code', 'claim']).execute()).toEqual([
      { code: 'A1', claim },
    ])
    expect(JSON.parse((await cli('coupons', 'list', '--json')).out)).toEqual({
      pools: [{ pool: 'SAVE10', codes: 1, free: 0, lastTakenAt: '2026-11-20T12:00:00.000Z' }],
    })
  })

  it('reads the column "code" of a CSV', async () => {
    const file = await aFile('id,code\n1,"A,1"\n2,A2\n', 'codes.csv')
    expect(await cli('coupons', 'import', 'SAVE10', file)).toMatchObject({ code: 0 })
    expect(await codes()).toEqual(['A,1', 'A2'])
  })

  it('says which lines have no code, without the code, and adds the others', async () => {
    const file = await aFile(`A1\nA 2\n${'x'.repeat(101)}\nA4\n`)
    const { code, out, err } = await cli('coupons', 'import', 'SAVE10', file)
    expect([code, out]).toEqual([1, '2 codes added to SAVE10.\n'])
    expect(err).toBe(
      '2 lines could not be used: line 2 has a space in it; line 3 is longer than 100 characters\n',
    )
    expect(await codes()).toEqual(['A1', 'A4'])
    const table = await aFile('name\nA1\n', 'codes.csv')
    expect((await cli('coupons', 'import', 'SAVE10', table)).err).toContain('has no column "code"')
  })

  it('refuses a pool that is no name, and a file that is not there', async () => {
    expect(await cli('coupons', 'import', 'a pool', await aFile('A1'))).toMatchObject({ code: 2, out: '' })
    expect(await cli('coupons', 'import', 'SAVE10', '/nowhere/codes.txt')).toMatchObject({
      code: 1,
      err: 'Cannot read /nowhere/codes.txt: ENOENT\n',
    })
  })

  it('wonders about a pool that the published settings do not name', async () => {
    const publish = (settings: object) =>
      database.db
        .insertInto('workspace')
        .values({
          revision: 1,
          settings: JSON.stringify(settings),
          published_at: new Date('2026-11-20T12:00:00Z'),
        })
        .onConflict(conflict => conflict.column('id').doUpdateSet({ settings: JSON.stringify(settings) }))
        .execute()
    await publish({ coupons: { OTHER: {} } })
    const file = await aFile('A1\n')
    const { code, err } = await cli('coupons', 'import', 'SAVE10', file)
    expect([code, err]).toEqual([0, 'The settings name no pool SAVE10 yet: no journey can take from it.\n'])
    await publish({ coupons: { SAVE10: {} } })
    expect(await cli('coupons', 'import', 'SAVE10', file)).toMatchObject({ code: 0, err: '' })
  })
})

describe('coupons list', () => {
  it('says how full the pools are', async () => {
    expect(await cli('coupons', 'list')).toMatchObject({
      code: 0,
      out: expect.stringContaining('No codes yet'),
    })
    await cli('coupons', 'import', 'B', await aFile('b1\nb2\n'))
    await cli('coupons', 'import', 'A', await aFile('a1\n'))
    const { out } = await cli('coupons', 'list')
    expect(out).toMatch(/A +1 +1/)
    expect(out).toMatch(/B +2 +2/)
  })
})
