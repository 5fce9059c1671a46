import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createAuthenticator } from '../../../src/access/index.js'
import { cli, giveServers } from '../../support/cli.js'
import { aDatabase, anEmptyDatabase, type TestDatabase } from '../../support/database.js'
import { at, rowsOf } from '../rollups/rows.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  giveServers(database.url)
})

describe('keys', () => {
  it('are made, listed without the key, and revoked', async () => {
    const made = await cli('keys', 'create', '--scope', 'ingest', '--scope', 'read', '--json')
    const { key } = JSON.parse(made.out) as { key: string }
    expect({ ...made, out: '' }).toEqual({ code: 0, out: '', err: '' })
    const principal = await createAuthenticator({ db: database.db }).authenticate(key)
    expect(principal).toEqual({ source: 'shop', scopes: ['ingest', 'read'] })

    const listed = await cli('keys', 'list', '--json')
    const [found] = (JSON.parse(listed.out) as { keys: { id: string }[] }).keys
    expect(listed.out).not.toContain(key)
    expect(await cli('keys', 'revoke', found!.id)).toMatchObject({ code: 0 })
    expect(await cli('keys', 'revoke', found!.id)).toMatchObject({ code: 1 })
    expect(await createAuthenticator({ db: database.db }).authenticate(key)).toBeNull()
  })

  it('refuses a source that is no name', async () => {
    expect(await cli('keys', 'create', '--scope', 'read', '--source', 'A b')).toMatchObject({
      code: 2,
      out: '',
    })
  })
})

describe('a database that was given', () => {
  it('without tables is not changed on the way, and the error says what to do', async () => {
    const empty = await anEmptyDatabase()
    vi.stubEnv('DATABASE_URL', empty.url)
    expect(await cli('keys', 'list')).toEqual({
      code: 1,
      out: '',
      err: 'The database has no tables yet: run `triggerfish migrate`.\n',
    })
    expect(await cli('migrate')).toMatchObject({ code: 0, out: expect.stringContaining('Ran ') })
    expect(await cli('migrate')).toMatchObject({ code: 0, out: 'The database is up to date.\n' })
    expect(await cli('keys', 'list')).toMatchObject({ code: 0 })
  })

  it('that is away is an error that says so', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://127.0.0.1:1/none')
    expect(await cli('keys', 'list')).toMatchObject({ code: 1, err: expect.stringContaining('DATABASE_URL') })
  })
})

describe('publish, report and explain', () => {
  it('publishes the shipped workspace, and the report lists its journeys', async () => {
    expect(await cli('publish', 'journeys')).toMatchObject({ code: 0 })
    expect((await cli('publish', 'journeys')).out).toContain('14 journeys unchanged')
    const { out } = await cli('report', 'conversions', '--json')
    expect(JSON.parse(out)).toMatchObject({ parameters: { by: 'journey' }, rows: { length: 14 } })
    const csv = await cli('report', 'conversions', '--csv')
    expect(csv.out.split('\n')[0]).toMatch(
      /^journey,entered,messages,conversions,revenue,share,revenue_share,currency,other_revenue,last_touch_conversions,/,
    )
    const lines = await cli('report', 'conversions', '--ndjson')
    expect(lines.out.trimEnd().split('\n')).toHaveLength(14)
    const table = await cli('report', 'conversions', '--days', '7')
    expect(table.out).toContain('cart-recovery')
    expect(table.out).toMatch(/^all /m)
    expect(await cli('report', 'funnel', '--journey', 'cart-recovry')).toMatchObject({
      code: 2,
      err: '--journey was never published; did you mean "cart-recovery"?\n',
    })
  })

  it('answers 2 to a report that cannot be made, and 1 for a customer nobody knows', async () => {
    expect(await cli('report', 'conversions', '--by', 'moon')).toMatchObject({ code: 2, out: '' })
    expect(await cli('report', 'list', 'enrollments', '--held-by', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^--held-by must be one of /),
    })
    expect(await cli('explain', 'id:nobody')).toMatchObject({ code: 1, out: '' })
  })
})

describe('report list', () => {
  it('shows what is behind the figures, a page in a table and all of it as data', async () => {
    const rows = rowsOf(database.db)
    await rows.version(1, {})
    await database.db.insertInto('journeys').values({ id: 'cart', status: 'active', version: 1 }).execute()
    for (const minute of ['01', '02', '03']) await rows.pass({ entered_at: at(`10T12:${minute}:00`) })
    const list = (...more: string[]) =>
      cli('report', 'list', 'enrollments', '--from', '2026-11-10', '--to', '2026-11-11', ...more)
    const { out } = await list('--limit', '2')
    expect(out).toMatch(/^2026-11-10 12:03:00Z .* cart /m)
    const after = out.match(/--after (\S+),/)?.[1] ?? ''
    const rest = JSON.parse((await list('--after', after, '--json')).out)
    expect(rest).toMatchObject({ rows: [{ enteredAt: '2026-11-10T12:01:00.000Z' }], next: null })
    expect((await list('--csv')).out.trimEnd().split('\n')).toHaveLength(4)
    expect((await list('--ndjson')).out.trimEnd().split('\n')).toHaveLength(3)
    // The program's own, where no command is called.
    expect((await list('--journey', 'cart', '--version', '7')).err).toContain('--version is no version')
    expect(
      (await list('--journey', 'cart', '--version', '1', '--csv')).out.trimEnd().split('\n'),
    ).toHaveLength(4)
    expect((await list('--country', 'XX')).out).toContain('Nothing')
  })
})

describe('failed', () => {
  it('says when there is nothing', async () => {
    expect(JSON.parse((await cli('failed', 'list', '--json')).out)).toMatchObject({ events: [] })
    expect(await cli('failed', 'replay', '--all')).toMatchObject({ code: 0 })
  })

  it('answers 1 to an id that nothing has', async () => {
    expect(await cli('failed', 'replay', '123')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('failed list'),
    })
  })
})
