// Splits and holdouts with a database: what is counted decides, what is decided is taken up by everybody, and an entry is
// kept as it was.
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { inTransaction, setClock } from '../../../src/db/index.js'
import { decideByHand, decideExperiments, listExperiments } from '../../../src/experiments/index.js'
import { createJourneySource } from '../../../src/journeys/journey-source.js'
import { parseWorkspace, publishWorkspace } from '../../../src/journeys/workspace/index.js'
import { publishedRevision } from '../../../src/journeys/workspace-store.js'
import type { Event } from '../../../src/model/event.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { insertArms } from '../../support/arms.js'
import { cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, aWorld, cart, noon, posted, subscribe } from '../../support/pipeline-world.js'
import { aJourney, aWorkspace } from '../../support/workspace-files.js'

const way = (name: string, weight = 1) => ({
  name,
  weight,
  then: [{ id: `mail-${name}`, send: 'email', template: 'hello' }],
})
const decide = { by: 'conversions', after: '7d', entrants: 500, control: 'plain' }
const split = { id: 'tone', split: [way('plain'), way('bold')], decide }
const welcome = (step: object = split, more: object = {}) => ({
  'welcome.journey.json': aJourney({ steps: [step], ...more }),
})

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  await setClock(database.db, { at: noon, speed: 1 })
})

async function publish(changes: Parameters<typeof aWorkspace>[0]): Promise<void> {
  const { workspace, findings } = await parseWorkspace(aWorkspace(changes))
  if (!workspace) throw new Error(JSON.stringify(findings))
  await publishWorkspace(database.db, workspace)
}

interface Arm {
  readonly day?: string
  readonly arm: string
  readonly version?: number
  readonly entrants: number
  readonly converted: number
  readonly gap?: number
}

/** As counting leaves them. */
async function counted(...arms: Arm[]): Promise<void> {
  const { db } = database
  await insertArms(
    db,
    arms.map(({ day = '2026-11-01', version = 1, ...arm }) => ({
      ...{ journey_id: 'welcome', day, version, split: 'tone', goal: 'primary' },
      ...{ currency: '', value: '0', squares: '0' },
      ...arm,
    })),
  )
  await db
    .insertInto('job_cursors')
    .values({ name: 'rollups counted in UTC', position: noon })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

const plain = { arm: 'plain', entrants: 2_000, converted: 100 }
const bold = { arm: 'bold', entrants: 2_000, converted: 200 }
const decided = () => decideExperiments(database.db)
const one = async () => (await listExperiments(database.db))[0]!

describe('a split with a rule', () => {
  it('is decided once, with what was known, and raises the revision', async () => {
    await publish(welcome())
    await counted(plain, bold)
    const before = await publishedRevision(database.db)
    expect(await decided()).toEqual([{ journeyId: 'welcome', stepId: 'tone', variant: 'bold' }])
    expect(await decided()).toEqual([])
    expect(await publishedRevision(database.db)).toBe(before + 1)
    expect(await one()).toMatchObject({
      state: 'decided',
      decision: {
        variant: 'bold',
        decidedBy: 'rule',
        decidedAt: expect.any(Date),
        evidence: {
          reason: 'better_than_control',
          control: 'plain',
          rule: decide,
          variants: [
            { variant: 'plain', mature: 2_000, converted: 100 },
            { variant: 'bold', mature: 2_000, converted: 200 },
          ],
          comparisons: [{ variant: 'bold', difference: { estimate: expect.closeTo(0.05) } }],
        },
      },
    })
  })

  it('waits for those whose time for the goal is not over, and for those who were not counted yet', async () => {
    await publish(welcome())
    await counted({ ...plain, day: '2026-11-18' }, { ...bold, day: '2026-11-01' })
    expect(await decided()).toEqual([])
    expect((await one()).figures.variants).toMatchObject([
      { entrants: 2_000, mature: 0, converted: 0 },
      { entrants: 2_000, mature: 2_000, converted: 200 },
    ])
    await database.db.deleteFrom('job_cursors').execute()
    expect((await one()).figures.variants[1]).toMatchObject({ entrants: 2_000, mature: 0 })
  })

  it('counts a customer at the first entry since it began', async () => {
    await publish(welcome())
    await counted(
      plain,
      bold,
      { ...plain, day: '2026-11-03', gap: 2 },
      { ...bold, day: '2026-11-03', gap: 30 },
    )
    expect((await one()).figures.variants.map(({ entrants }) => entrants)).toEqual([2_000, 4_000])
  })

  it('begins anew where the split is another one, and goes on where only the rest of the journey is', async () => {
    await publish(welcome())
    await counted(plain, bold)
    await publish(welcome(split, { name: 'Hello' }))
    await counted({ ...bold, version: 2 })
    expect((await one()).figures.variants.map(({ entrants }) => entrants)).toEqual([2_000, 4_000])
    await publish(welcome({ ...split, split: [way('plain'), way('bold', 2)] }))
    expect((await one()).figures).toMatchObject({
      beganBefore: null,
      variants: [{ entrants: 0 }, { entrants: 0 }],
    })
    expect(await decided()).toEqual([])
  })

  it('without a goal or a rule is only listed', async () => {
    const { decide: _, ...ruleless } = split
    await publish(welcome(ruleless, { goal: undefined }))
    await counted(plain, bold)
    expect(await decided()).toEqual([])
    expect(await one()).toMatchObject({ split: { withinMs: null, decide: null }, state: 'running' })
  })

  it('where nothing is published, there is nothing to decide', async () => {
    expect(await decided()).toEqual([])
  })
})

describe('a decided split', () => {
  const ways = async () => {
    const { db } = database
    const rows = await db
      .selectFrom('decisions')
      .select(['reason', 'detail'])
      .where('kind', '=', 'branched')
      .orderBy('decided_at')
      .execute()
    return rows.map(({ reason, detail }) => `${reason} ${(detail as { variant: string }).variant}`)
  }
  const shoppers = (...names: string[]): Event[] =>
    names.flatMap(id => [
      subscribe({ customer: { id, email: `${id}@example.com` } }),
      posted('product_added', {}, { customer: { id } }),
    ])

  it('sends those who come from then on the way of the winner, without a publish, until it is reopened', async () => {
    const { db, url } = database
    giveServers(url)
    await publish(welcome())
    const source = createJourneySource(() => {})
    const post = (events: Event[]) => inTransaction(db, trx => processEvents(trx, source, events))
    // Ids of customers are new every time: so many do not all draw the same.
    await post(shoppers(...Array.from({ length: 24 }, (_, i) => `early-${i}`)))
    expect(new Set(await ways())).toEqual(new Set(['variant plain', 'variant bold']))
    const { variants } = await db.selectFrom('enrollments').select('variants').executeTakeFirstOrThrow()
    expect(['plain', 'bold']).toContain(variants.tone)
    await db.deleteFrom('decisions').execute()

    const said = await cli('experiments', 'decide', 'welcome', 'tone', 'bold')
    expect(said).toMatchObject({
      code: 0,
      out: 'welcome tone: decided for bold at 2026-11-20 12:00:00Z, by hand; all who come now get it\n'.replace(
        /2026-11-20 12:00:\d\dZ/,
        said.out.match(/2026-11-20 12:00:\d\dZ/)?.[0] ?? 'no time',
      ),
    })
    await post(shoppers('gus', 'hal', 'ida'))
    expect(await ways()).toEqual(['decided bold', 'decided bold', 'decided bold'])
    const drawn = await db.selectFrom('enrollments').select('variants').execute()
    expect(drawn.filter(({ variants }) => variants.tone === undefined)).toHaveLength(3)

    expect((await cli('experiments', 'reopen', 'welcome', 'tone', '--json')).code).toBe(0)
    await db.deleteFrom('decisions').execute()
    await post(shoppers('jan', 'kim'))
    expect((await ways()).every(way => way.startsWith('variant'))).toBe(true)
    await counted(plain, bold)
    expect(await decided()).toEqual([])
    expect((await one()).state).toBe('reopened')
  })
})

it('is decided by one of two who decide at the same moment, and the other is told', async () => {
  await publish(welcome())
  const { db } = database
  // Their connections, so that both have looked before one has decided.
  await Promise.all([1, 2].map(() => sql`select pg_sleep(0.05)`.execute(db)))
  const place = { journey: 'welcome', step: 'tone' }
  const both = await Promise.allSettled(['plain', 'bold'].map(variant => decideByHand(db, place, variant)))
  const { variant } = (await one()).decision!
  const [won, lost] = variant === 'plain' ? both : both.toReversed()
  expect(won).toMatchObject({ status: 'fulfilled', value: { decision: { variant } } })
  expect(lost).toMatchObject({
    status: 'rejected',
    reason: {
      code: 'already_decided',
      message: `It is decided for ${variant} already: reopen it first.`,
    },
  })
})

describe('the command', () => {
  beforeEach(() => giveServers(database.url))

  it('shows variants side by side, and says what is to be said', async () => {
    await publish(welcome())
    await counted(plain, bold)
    const { code, out } = await cli('experiments')
    expect(code).toBe(0)
    expect(out.split('\n').map(line => line.trimEnd())).toEqual([
      'journey  step  variant  share  customers  counted  converted     rate  revenue each',
      '───────  ────  ───────  ─────  ─────────  ───────  ─────────  ───────  ────────────',
      'welcome  tone  plain     50 %      2,000    2,000        100   5.00 %          0.00',
      '               bold      50 %      2,000    2,000        200  10.00 %          0.00',
      '',
      'welcome tone: customers are drawn; bold is surely better than plain by conversions',
      '',
    ])
    const { experiments } = JSON.parse((await cli('experiments', '--json')).out)
    expect(experiments).toMatchObject([
      {
        journey: 'welcome',
        step: 'tone',
        state: 'running',
        winner: 'bold',
        control: 'plain',
        decision: null,
      },
    ])
  })

  it('says what is wrong, and what there is', async () => {
    await publish(welcome())
    expect(await cli('experiments', 'decide', 'welcome', 'ton', 'bold')).toMatchObject({
      code: 2,
      err: 'There is no split ton in a running journey welcome: there are welcome tone.\n',
    })
    expect(await cli('experiments', 'decide', 'welcome', 'tone', 'loud')).toMatchObject({
      code: 2,
      err: 'welcome has no variant loud at tone: its variants are plain, bold.\n',
    })
    expect(await cli('experiments', 'reopen', 'welcome', 'tone')).toMatchObject({ code: 1 })
    await cli('experiments', 'decide', 'welcome', 'tone', 'bold')
    expect(await cli('experiments', 'decide', 'welcome', 'tone', 'plain')).toMatchObject({
      code: 1,
      err: 'It is decided for bold already: reopen it first.\n',
    })
  })
})

describe('an entry', () => {
  it('is kept with its country, its segments and by what it is held out, also when it is changed later', async () => {
    const journey = (id: string, entry: object) => ({
      id,
      name: id,
      trigger: { event: 'product_added' },
      entry,
      exit: [{ on: 'order_completed' }],
      steps: [
        { id: 'mail', send: 'email', template: 'hello' },
        { id: 'receipt', send: 'email', template: 'receipt', category: 'transactional' },
        { id: 'rest', wait: '1d' },
      ],
    })
    const segments = { gold: { 'customer.tier': 'gold' }, tin: { 'customer.tier': 'tin' } }
    const world = await aWorld({
      journeys: [journey('a', {})],
      settings: { holdout: { share: 0.5 }, reports: { segments: ['gold', 'tin'] } },
      segments,
    })
    const names = Array.from({ length: 24 }, (_, i) => `shopper-${i}`)
    await world.post(
      ...names.flatMap(id => [
        posted('customer_updated', { tier: 'gold', country: 'FR' }, { customer: { id } }),
        subscribe({ customer: { id, email: `${id}@example.com` } }),
        posted('product_added', {}, { customer: { id } }),
      ]),
    )
    const kept = () =>
      world.db
        .selectFrom('enrollments')
        .select(['id', 'held_by', 'holdout', 'country', 'segments', 'status'])
        .orderBy('id')
        .execute()
    const before = await kept()
    expect(before).toHaveLength(24)
    expect(before.every(({ country, segments }) => country === 'FR' && segments.join() === 'gold')).toBe(true)
    expect(new Set(before.map(({ held_by, holdout }) => `${held_by} ${holdout}`))).toEqual(
      new Set(['global true', 'null false']),
    )
    const messages = await world.db
      .selectFrom('messages')
      .innerJoin('enrollments', 'enrollments.id', 'messages.enrollment_id')
      .select(['held_by', 'category', 'messages.status'])
      .execute()
    const statuses = (held: string | null, category: string) =>
      new Set(
        messages.filter(one => one.held_by === held && one.category === category).map(({ status }) => status),
      )
    expect(statuses('global', 'marketing')).toEqual(new Set(['held_out']))
    expect(statuses('global', 'transactional')).toEqual(new Set(['queued']))
    expect(statuses(null, 'marketing')).toEqual(new Set(['queued']))
    await world.post(...names.map(id => posted('order_completed', {}, { customer: { id } })))
    expect(await kept()).toEqual(before.map(one => ({ ...one, status: 'exited' })))
  })
})

it('passes keep what they have drawn when their customers turn out to be one, also when they come by again', async () => {
  const loop = {
    id: 'a',
    name: 'A',
    trigger: { event: 'product_added' },
    key: 'cart.id',
    steps: [
      { id: 'tone', split: [way('plain'), way('bold')] },
      { id: 'rest', wait: '1h' },
      { id: 'again', goto: 'tone', max: 1 },
    ],
  }
  const world = await aWorld({ journeys: [loop], settings: { holdout: { share: 0.5 } } })
  const browsers = Array.from({ length: 12 }, (_, i) => `browser-${i}`)
  await world.post(
    ...browsers.map(anonymousId => posted('product_added', cart(anonymousId), { customer: { anonymousId } })),
  )
  const drawn = () =>
    world.db.selectFrom('enrollments').select(['key', 'held_by', 'variants']).orderBy('key').execute()
  const before = await drawn()
  expect(new Set(before.map(({ held_by, variants }) => `${held_by} ${variants.tone}`)).size).toBeGreaterThan(
    1,
  )
  for (const anonymousId of browsers)
    await world.post(posted('product_viewed', {}, { customer: { anonymousId, email: 'ann@example.com' } }))
  expect(await world.db.selectFrom('customers').select('id').execute()).toHaveLength(1)
  await world.setTime(at(61))
  await world.timers()
  const { rows } = await sql<{ key: string; ways: string[] }>`
    select e.key, array_agg(d.detail ->> 'variant' order by d.n) as ways
    from decisions d join enrollments e on e.id = d.enrollment_id where d.kind = 'branched'
    group by e.key order by e.key`.execute(world.db)
  expect(rows.map(({ ways }) => ways)).toEqual(before.map(({ variants }) => [variants.tone, variants.tone]))
  expect(await drawn()).toEqual(before)
})
