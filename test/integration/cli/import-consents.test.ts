// A list of addresses, brought in as consent: what is known stays, what cannot be used is told, and twice is once.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { ConsentList } from '../../../src/cli/import/consent-row.js'
import { type ConsentReport, importConsents } from '../../../src/cli/import/import-consents.js'
import { knownNoes, storedIds } from '../../../src/cli/import/known-no-store.js'
import { formatOf, readRows } from '../../../src/cli/import/read-rows.js'
import { rejectedCsv } from '../../../src/cli/import/rejected-csv.js'
import { wereErased } from '../../../src/cli/import/were-erased.js'
import { eraseCustomer } from '../../../src/privacy/index.js'
import { aFileNamed, cli, giveServers } from '../../support/cli.js'
import { aDatabase } from '../../support/database.js'
import { at, aWorld, noon, posted, type World } from '../../support/pipeline-world.js'

const aFile = (content: string, name = 'list.csv') => aFileNamed(name, content)

async function imported(
  world: World,
  file: string,
  given: Partial<ConsentList> = {},
): Promise<ConsentReport & { refused: string | null }> {
  const rejected = await rejectedCsv(`${file}.rejected.csv`)
  const list: ConsentList = {
    hash: createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
    channel: 'email',
    status: 'subscribed',
    method: 'single',
    source: 'old shop',
    attributes: [],
    now: noon,
    ...given,
  }
  const report = await importConsents({
    rows: readRows(file, formatOf(file)!),
    list,
    storedAs: 'import',
    intake: {
      accept: events => world.post(...events),
      depth: async () => 0,
      now: async () => list.now,
    },
    knownNoes: customers => knownNoes(world.db, customers, list.channel, list.topic),
    stored: ids => storedIds(world.db, 'import', ids),
    erased: said => wereErased(world.db, said),
    reject: rejected.write,
  })
  await rejected.close()
  return { ...report, refused: await readFile(`${file}.rejected.csv`, 'utf8').catch(() => null) }
}

async function consents(world: World): Promise<Record<string, string>> {
  const { rows } = await sql<{ email: string; consent: string }>`
    select email, email_consent as consent from customers where email is not null order by email`.execute(
    world.db,
  )
  return Object.fromEntries(rows.map(({ email, consent }) => [email, consent]))
}

const said = (email: string, properties: object, occurredAt = noon.toISOString()) =>
  posted('consent_changed', { channel: 'email', ...properties }, { customer: { email }, occurredAt })

const none = { known: 0, knownNo: 0, erased: 0, duplicates: 0, rejected: 0, refused: null }

describe('a list of addresses', () => {
  it('imported twice is imported once, with its evidence and attributes', async () => {
    const world = await aWorld({ journeys: [] })
    const file = await aFile('Email,since,Country\nAnn@x.example,2024-05-01,DE\nbob@x.example,2025-01-01,\n')
    const given = { consentAt: 'since', attributes: ['Country'], wording: 'Yes, please.' }
    expect(await imported(world, file, given)).toEqual({ ...none, rows: 2, imported: 2 })
    expect(await imported(world, file, given)).toEqual({ ...none, rows: 2, imported: 0, known: 2 })
    expect(await consents(world)).toEqual({ 'ann@x.example': 'subscribed', 'bob@x.example': 'subscribed' })
    const { rows } = await sql`select changed_at, evidence from consent_changes order by changed_at`.execute(
      world.db,
    )
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({
      changed_at: new Date('2024-05-01T00:00:00Z'),
      evidence: { source: 'old shop', wording: 'Yes, please.', method: 'single' },
    })
    const ann = await sql`select attributes from customers where email = 'ann@x.example'`.execute(world.db)
    expect(ann.rows).toEqual([{ attributes: { Country: 'DE' } }])
    expect(await world.db.selectFrom('events').select('id').execute()).toHaveLength(3)
  })

  it('never undoes a no that is as late, and tells how many', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(
      said('ann@x.example', { status: 'unsubscribed' }, '2026-01-02T00:00:00Z'),
      said('bob@x.example', { status: 'unsubscribed' }, '2026-01-02T00:00:00Z'),
    )
    const file = await aFile(
      'email,since\nann@x.example,2026-01-02\nbob@x.example,2026-01-03\neve@x.example,2026-01-01\n',
    )
    expect(await imported(world, file, { consentAt: 'since' })).toMatchObject({ imported: 2, knownNo: 1 })
    expect(await consents(world)).toEqual({
      'ann@x.example': 'unsubscribed',
      'bob@x.example': 'subscribed',
      'eve@x.example': 'subscribed',
    })
  })

  it('that does not tell when undoes no no at all', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(said('ann@x.example', { status: 'unsubscribed' }, '2020-01-02T00:00:00Z'))
    expect(await imported(world, await aFile('email\nann@x.example\n'))).toMatchObject({
      imported: 0,
      knownNo: 1,
    })
  })

  it('about a topic goes by what is known of the topic, and of its channel', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(
      said('ann@x.example', { status: 'unsubscribed', topic: 'offers' }),
      said('bob@x.example', { status: 'unsubscribed' }, '2020-01-01T00:00:00Z'),
      said('eve@x.example', { status: 'unsubscribed', topic: 'news' }),
    )
    const file = await aFile('email\nann@x.example\nbob@x.example\neve@x.example\n')
    expect(await imported(world, file, { topic: 'offers' })).toMatchObject({ imported: 1, knownNo: 2 })
    expect(await imported(world, file, { topic: 'offers', consentAt: '2026-11-20T11:00:00Z' })).toMatchObject(
      {
        knownNo: 2,
      },
    )
  })

  it('brings nobody back who was erased since, nor whom it does not date; what they said later counts', async () => {
    const world = await aWorld({ journeys: [] })
    const broker = { failed: async () => [], replay: async () => 0 }
    await world.post(said('ann@x.example', { status: 'subscribed' }))
    await eraseCustomer({ db: world.db, broker }, { kind: 'email', value: 'ann@x.example' })
    const old = await aFile('email,since\nAnn@x.example,2025-05-01\nbob@x.example,2025-05-01\n')
    expect(await imported(world, old, { consentAt: 'since' })).toMatchObject({ imported: 1, erased: 1 })
    expect(await imported(world, old)).toMatchObject({ imported: 0, known: 1, erased: 1 })
    expect(await consents(world)).toEqual({ 'bob@x.example': 'subscribed' })
    await world.setTime(at(1))
    const no = { status: 'unsubscribed', now: at(1) } as const
    expect(await imported(world, old, no)).toMatchObject({ imported: 2, erased: 0 })
    expect(await consents(world)).toEqual({
      'ann@x.example': 'unsubscribed',
      'bob@x.example': 'unsubscribed',
    })
  })

  it('of those who want no more closes them all', async () => {
    const world = await aWorld({ journeys: [] })
    await world.post(said('ann@x.example', { status: 'subscribed' }, '2026-01-02T00:00:00Z'))
    const file = await aFile('{"email":"ann@x.example"}\n{"id":"c-7"}\n', 'list.ndjson')
    expect(await imported(world, file, { status: 'unsubscribed' })).toMatchObject({ imported: 2, knownNo: 0 })
    expect(await consents(world)).toEqual({ 'ann@x.example': 'unsubscribed' })
  })

  it('has its bad lines told with the reason, and counts those that are there twice', async () => {
    const world = await aWorld({ journeys: [] })
    const file = await aFile(
      'email,name,since\nann@x.example,"Ann, A.",2024-01-01\nnobody,"No, body",2024-01-01\nANN@x.example,Ann,2024-01-01\n,Eve,2024-01-01\nbob@x.example,Bob,lately\n',
    )
    const { refused, ...report } = await imported(world, file, { consentAt: 'since' })
    expect(report).toEqual({
      rows: 5,
      imported: 1,
      known: 0,
      knownNo: 0,
      erased: 0,
      duplicates: 1,
      rejected: 3,
    })
    const lines = refused!.trimEnd().split('\n').sort()
    expect(lines).toEqual([
      ',Eve,2024-01-01,5,"has no ""email"""',
      'bob@x.example,Bob,lately,6,"""since"" is not a time such as ""2026-05-01"" or ""2026-05-01T10:00:00Z"""',
      'email,name,since,rejected_line,rejected_because',
      'nobody,"No, body",2024-01-01,3,customer.email must be an email address',
    ])
  })

  it('keeps the cells of refused rows also after a line that is none', async () => {
    const world = await aWorld()
    const file = await aFile('email,name\na@x.example,Ann,more\nnobody,Bob\nb@x.example\n')
    expect((await imported(world, file)).refused).toBe(
      [
        'email,name,rejected_line,rejected_because',
        ',,2,"has 3 cells, the header has 2"',
        ',,4,"has 1 cells, the header has 2"',
        'nobody,Bob,3,customer.email must be an email address',
        '',
      ].join('\n'),
    )
  })

  it('tells of lines that are no rows where there are no others', async () => {
    const world = await aWorld()
    const file = await aFile('email,name\na@x.example\n')
    expect((await imported(world, file)).refused).toBe(
      'rejected_line,rejected_because\n2,"has 1 cells, the header has 2"\n',
    )
  })
})

describe('customers import', () => {
  it.each([
    [['--channel', 'email'], 'Say by --source where they agreed'],
    [['--channel', 'email', '--source', ' '], 'Say by --source where they agreed'],
    [['--channel', 'onsite', '--source', 'x'], 'Allowed choices are email, sms'],
    [['--source', 'x'], '--channel'],
    [['--channel', 'email', '--source', 'x', '--topic', 'A B'], 'is no name of a topic'],
    [['--channel', 'email', '--source', 'x', '--stored-as', 'triggerfish'], 'own'],
  ])('refuses %j', async (options, message) => {
    const { code, err } = await cli('customers', 'import', await aFile('email\na@x.example\n'), ...options)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('refuses a topic that the published settings do not name, unless told to', async () => {
    const { db, url } = await aDatabase()
    giveServers(url)
    await db
      .insertInto('workspace')
      .values({
        revision: 1,
        settings: JSON.stringify({ topics: { newsletter: {} } }),
        published_at: new Date(),
      })
      .execute()
    const file = await aFile('email\na@x.example\n')
    const run = (...options: string[]) =>
      cli('customers', 'import', file, '--channel', 'email', '--source', 'x', ...options)
    expect(await run('--topic', 'newsleter')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no topic "newsleter"; did you mean "newsletter"? To import'),
    })
    expect((await run('--topic', 'newsletter')).out).toContain('1 row: 1 imported, 0 left')
    expect((await run('--topic', 'newsleter', '--force')).code).toBe(0)
  })
})
