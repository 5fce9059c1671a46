// Customers from the command line: shown, told, forgotten, one or a whole shop.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { newId } from '../../../src/platform/new-id.js'
import { recordWish } from '../../../src/privacy/index.js'
import { cli, giveServers } from '../../support/cli.js'
import { at, aWorld, posted, type World } from '../../support/pipeline-world.js'

let world: World
beforeEach(async () => {
  world = await aWorld()
  giveServers(world.url)
  await world.post(
    posted('customer_updated', { city: 'Graz' }, { customer: { id: 'c-1', email: 'ann@example.com' } }),
  )
  await world.setTime(at(10))
})

const emails = async () =>
  (await world.db.selectFrom('customers').select('email').orderBy('email').execute()).map(
    ({ email }) => email,
  )

describe('customers', () => {
  it('shows who somebody is', async () => {
    const shown = await cli('customers', 'show', 'email:ann@example.com')
    expect(shown).toMatchObject({ code: 0, err: '' })
    for (const text of ['c-1', 'attribute city', 'Graz', 'email consent']) expect(shown.out).toContain(text)
    const json = await cli('customers', 'show', 'id:c-1', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ email: 'ann@example.com', counts: { events: 1 } })
    expect(await cli('customers', 'show', 'id:nobody')).toMatchObject({ code: 1 })
    expect(await cli('customers', 'show', 'nobody')).toMatchObject({ code: 2 })
  })

  it('exports all that is known', async () => {
    const exported = await cli('customers', 'export', 'id:c-1')
    expect(exported.code).toBe(0)
    expect(JSON.parse(exported.out)).toMatchObject({ customer: [{ email: 'ann@example.com' }], events: [{}] })
    expect(await cli('customers', 'export')).toMatchObject({ code: 2 })
  })

  it('answers a request, which is done with that', async () => {
    const broker = { failed: async () => [], replay: async () => 0 }
    await recordWish({ db: world.db, broker }, 'shop', {
      kind: 'export',
      customer: { email: 'ann@example.com' },
    })
    const { requests } = JSON.parse((await cli('customers', 'requests', '--json')).out)
    expect(requests).toMatchObject([{ kind: 'export', daysLeft: 29 }])
    expect((await cli('customers', 'requests')).out).toContain('ann@example.com')
    const answered = await cli('customers', 'export', '--request', requests[0].id)
    expect(JSON.parse(answered.out)).toMatchObject({ customer: [{ email: 'ann@example.com' }] })
    expect((await cli('customers', 'requests')).out).toBe('No request waits.\n')
    expect(await cli('customers', 'export', '--request', requests[0].id)).toMatchObject({ code: 2 })
  })

  it('answers a request of everybody whom its names belong to, each once', async () => {
    await world.post(posted('product_viewed', {}, { customer: { id: 'c-2' } }))
    const broker = { failed: async () => [], replay: async () => 0 }
    const customer = { id: 'c-2', email: 'ann@example.com', formerId: 'c-1', phone: '+49301234567' }
    await recordWish({ db: world.db, broker }, 'shop', { kind: 'export', customer })
    const { requests } = JSON.parse((await cli('customers', 'requests', '--json')).out)
    const { code, out } = await cli('customers', 'export', '--request', requests[0].id)
    expect(code).toBe(0)
    const told: { names: { value: string }[] }[] = JSON.parse(out)
    expect(told.map(({ names }) => names.map(({ value }) => value).sort())).toEqual([
      ['c-2'],
      ['ann@example.com', 'c-1'],
    ])
  })

  it('forgets somebody, and does not say whom', async () => {
    const erased = await cli('customers', 'erase', 'email:ann@example.com')
    expect(erased).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Erased at .* Receipt: [0-9a-f-]{36}\n$/),
    })
    expect(await emails()).toEqual([])
    const again = await cli('customers', 'erase', 'email:ann@example.com')
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('Nobody is known') })
    expect(again.err + erased.out).not.toContain('ann@')
  })

  it('forgets everybody of a shop that has left, and nobody whom another knows too', async () => {
    const of = (source: string, name: string) =>
      posted('product_viewed', {}, { source, customer: { email: `${name}@example.com` } })
    await world.post(of('left', 'bob'), of('left', 'cleo'), of('left', 'dan'), of('stays', 'dan'))
    for (const source of ['left', 'stays'])
      await sql`insert into failed_webhooks values (gen_random_uuid(), 'shopify', ${source}, 'x', 'x', now(), null, null,
        '{"email":"bob', null, 'x', now())`.execute(world.db)
    expect(await cli('customers', 'erase', '--source', 'left')).toMatchObject({
      code: 2,
      err: expect.stringContaining('2 customers'),
    })
    expect(await cli('customers', 'erase', '--source', 'left', '--yes')).toMatchObject({
      code: 0,
      out: '2 customers erased.\n',
    })
    expect(await emails()).toEqual(['ann@example.com', 'dan@example.com'])
    const setAside = await world.db.selectFrom('failed_webhooks').select('source_id').execute()
    expect(setAside).toEqual([{ source_id: 'stays' }])
  })

  it('keeps tombstones beside the backups', async () => {
    await cli('customers', 'erase', 'id:c-1')
    const { out } = await cli('customers', 'tombstones', 'export')
    const folder = await mkdtemp(join(tmpdir(), 'tf-stones-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'stones'), out)
    expect(await cli('customers', 'tombstones', 'apply', join(folder, 'stones'))).toMatchObject({
      code: 0,
      out: '2 tombstones; 0 customers erased again.\n',
    })
    expect(await cli('customers', 'tombstones', 'apply', join(folder, 'none'))).toMatchObject({ code: 1 })
  })
})

describe('customers who were put together', () => {
  const merges = async (key: string) =>
    JSON.parse((await cli('customers', 'merges', key, '--json')).out).merges
  const counts = async (key: string) => JSON.parse((await cli('customers', 'show', key, '--json')).out).counts

  beforeEach(async () => {
    await world.post(posted('product_viewed', {}, { customer: { anonymousId: 'browser-1' } }))
    const customer = { email: 'ann@example.com', anonymousId: 'browser-1' }
    await world.post(posted('product_viewed', {}, { id: 'evt-login', customer }))
  })

  it('have a history, which says when, what and because of which event', async () => {
    expect(await merges('email:ann@example.com')).toMatchObject([
      { kind: 'merged', names: [{ kind: 'anonymousId', value: 'browser-1' }], eventId: 'evt-login' },
    ])
    const { code, out } = await cli('customers', 'merges', 'anonymousId:browser-1')
    expect(code).toBe(0)
    expect(out).toMatch(
      /merged +anonymousId:browser-1 +told together: anonymousId, email \(event evt-login\)/,
    )
    expect(await counts('id:c-1')).toMatchObject({ events: 3, merges: 1 })
  })

  it('have none where nothing was merged, and are told where nobody is known', async () => {
    await world.post(posted('product_viewed', {}, { customer: { id: 'c-2' } }))
    expect(await cli('customers', 'merges', 'id:c-2')).toMatchObject({
      code: 0,
      out: 'Nothing was ever merged into this customer.\n',
    })
    expect(await counts('id:c-2')).toMatchObject({ merges: 0 })
    expect(await cli('customers', 'merges', 'id:nobody')).toMatchObject({ code: 1 })
    expect(await cli('customers', 'merges', 'nobody')).toMatchObject({ code: 2 })
  })

  it('are two again when the merge is undone, and stay so', async () => {
    const [{ id }] = await merges('id:c-1')
    const undone = await cli('customers', 'split', '--merge', id)
    expect(undone).toMatchObject({ code: 0, out: expect.stringMatching(/^1 name split off: /) })
    expect(await counts('id:c-1')).toMatchObject({ events: 2, merges: 2 })
    expect(await counts('anonymousId:browser-1')).toMatchObject({ events: 1 })

    const customer = { email: 'ann@example.com', anonymousId: 'browser-1' }
    await world.post(posted('product_viewed', {}, { customer }))
    expect((await merges('id:c-1')).map(({ kind }: { kind: string }) => kind)).toEqual(['split', 'merged'])
    expect(await cli('customers', 'split', '--merge', id)).toMatchObject({ code: 1 })
  })

  it('are split by name', async () => {
    const { code, out } = await cli('customers', 'split', 'anonymousId:browser-1', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ names: [{ kind: 'anonymousId', value: 'browser-1' }] })
    expect(await cli('customers', 'split', 'anonymousId:browser-1')).toMatchObject({ code: 1 })
  })

  it.each([
    [[], 'either'],
    [['id:c-1', '--merge', newId()], 'either'],
    [['--merge', '7'], 'by its id'],
    [['nobody'], 'Name what to split off'],
  ])('are not split by %j', async (args, says) => {
    expect(await cli('customers', 'split', ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(says),
    })
  })

  it('are not split by a merge that never was, or by all their names', async () => {
    expect(await cli('customers', 'split', '--merge', newId())).toMatchObject({
      code: 1,
      err: expect.stringContaining('no such merge'),
    })
    expect(
      await cli('customers', 'split', 'id:c-1', 'email:ann@example.com', 'anonymousId:browser-1'),
    ).toMatchObject({ code: 1 })
  })
})

it('retention says which rows are kept for longer than the settings say', async () => {
  const settings = JSON.stringify({ retention: { events: '30d', decisions: '30d' } })
  await world.db.deleteFrom('workspace').execute()
  await world.db
    .insertInto('workspace')
    .values({ revision: 1, settings, published_at: at(0) })
    .execute()
  const { out } = await cli('retention', '--dry-run')
  expect(out).toContain('because a journey or a cap looks back that far: events.\n')
})

it('retention says that everything is kept where nothing is said', async () => {
  expect(await cli('retention', '--dry-run')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Everything is kept'),
  })
  expect(await cli('retention')).toMatchObject({ code: 0, out: 'There was nothing to delete.\n' })
})
