// lift, on hand-made rollups: what is compared, what is left out, and what is hidden.
import type { Insertable } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { setClock } from '../../../src/db/clock.js'
import type { Database } from '../../../src/db/index.js'
import { newId } from '../../../src/platform/new-id.js'
import { entrants, incrementalOf } from '../../../src/reports/lift/index.js'
import { lift } from '../../../src/reports/lift/lift.js'
import type { ListKind } from '../../../src/reports/list-kind.js'
import { makeReport } from '../../../src/reports/make-report.js'
import { parseRequest } from '../../../src/reports/parse-request.js'
import type { ReportKind, ReportRow } from '../../../src/reports/report-kind.js'
import { differenceOfMeans } from '../../../src/statistics/index.js'
import { type ArmOfGap, insertArms } from '../../support/arms.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { follow } from './follow.js'
import { anEnrollment, at } from './rows.js'

let database: TestDatabase
const settings = { currency: 'EUR', timeZone: 'UTC', rates: { USD: '0.5' } }
const converted = 'Amounts in other currencies are converted: 1 USD = 0.5 EUR.'
const november = { from: '2026-11-01', to: '2026-12-01' }

beforeEach(async () => {
  database = await aDatabase()
  await setClock(database.db, { at: new Date('2026-11-30T12:00:00Z'), speed: 1 })
})

interface Version {
  readonly journeyId?: string
  readonly version?: number
  readonly holdout?: number
  readonly within?: string
  readonly steps?: object[]
  readonly goals?: object
}

const publish = ({ journeyId = 'cart', version = 1, holdout = 0.1, within = '5d', ...rest }: Version = {}) =>
  database.db
    .insertInto('journey_versions')
    .values({
      journey_id: journeyId,
      version,
      hash: `${journeyId} ${version}`,
      definition: JSON.stringify({
        journey: {
          id: journeyId,
          entry: { holdout },
          goal: { event: 'order_completed', within },
          goals: rest.goals,
          steps: rest.steps ?? [],
        },
      }),
      published_at: at('01T00:00:00'),
    })
    .execute()

const arm = (row: Partial<ArmOfGap>): ArmOfGap => ({
  journey_id: 'cart',
  day: '2026-11-10',
  version: 1,
  split: 'holdout',
  arm: 'treated',
  gap: 0,
  goal: 'primary',
  currency: '',
  entrants: 0,
  converted: 0,
  value: '0',
  squares: '0',
  ...row,
})
const count = (...rows: Partial<ArmOfGap>[]) => insertArms(database.db, rows.map(arm))
/** Whom arms have as buyers, by their numbers, and for how much. */
const bought = (name: string, ...buyers: [number, Record<string, string>][]): Partial<ArmOfGap>[] =>
  [...new Set(buyers.flatMap(([, amounts]) => Object.keys(amounts)))].map(currency => ({
    arm: name,
    currency,
    buyers: buyers.flatMap(([buyer, amounts]) => {
      const amount = amounts[currency]
      return amount === undefined ? [] : [[buyer, amount] as const]
    }),
  }))
const claim = (...rows: Partial<Insertable<Database['report_orders']>>[]) =>
  database.db
    .insertInto('report_orders')
    .values(
      rows.map(row => ({
        basis: 'entry' as const,
        day: '2026-11-10',
        dimension: 'version' as const,
        journey_id: 'cart',
        value: '1',
        goal: 'primary',
        currency: 'EUR',
        influenced: 0,
        influenced_value: '0',
        last_touch: '0',
        last_touch_value: '0',
        first_touch: '0',
        first_touch_value: '0',
        linear: '0',
        linear_value: '0',
        position: '0',
        position_value: '0',
        decay: '0',
        decay_value: '0',
        gross: '0',
        refunded: '0',
        cancelled: 0,
        ...row,
      })),
    )
    .execute()

const usual = { of: 'holdout', goal: 'primary', by: 'journey', immature: 'leave_out' } as const
const report = (
  parameters: Partial<Parameters<typeof lift.make>[1]['parameters']> = {},
  journey: string | null = null,
) => lift.make(database.db, { ...november, journey, parameters: { ...usual, ...parameters } }, settings)
const row = async (...asked: Parameters<typeof report>): Promise<ReportRow> => {
  const { rows } = await report(...asked)
  expect(rows).toHaveLength(1)
  return rows[0]!
}
const clear = [
  { entrants: 9000, converted: 900 },
  { arm: 'held_out', entrants: 1000, converted: 50 },
]

describe('the lift of a journey', () => {
  it('compares those written to with those held out', async () => {
    await publish()
    await count(...clear)
    await claim({ last_touch: '810', last_touch_value: '40500' })
    expect(await row()).toMatchObject({
      id: 'cart',
      journey: 'cart',
      treated: { entrants: 9000, converted: 900, rate: 0.1 },
      control: { name: 'held_out', entrants: 1000, converted: 50, rate: 0.05 },
      verdict: 'more',
      difference: { estimate: 0.05 },
      relative: { estimate: 1 },
      incremental: { conversions: 450 },
      lastTouch: { conversions: 810, revenue: '40500.00' },
      overClaim: { conversions: 360, share: 360 / 810 },
      said: expect.stringMatching(
        /^last touch claims 810, the holdout says 450 \(\d+ to \d+\): 44 % too many$/,
      ),
      sampleRatio: { observed: [9000, 1000], expected: [9000, 1000], mismatch: false },
    })
  })

  it('counts a customer once, at the first entry in the period', async () => {
    await publish()
    await count(
      ...clear,
      // Back after nine days: their first entry was on the 1st, so that this one does not count. After ten: it does.
      { gap: 9, entrants: 500, converted: 400 },
      { gap: 10, entrants: 90, converted: 9 },
      { gap: 10, arm: 'held_out', entrants: 10, converted: 1 },
    )
    expect(await row()).toMatchObject({
      treated: { entrants: 9090, converted: 909 },
      control: { entrants: 1010, converted: 51 },
    })
  })

  it('leaves out those whose window is still open, unless they are asked for', async () => {
    await publish({ within: '5d' })
    await count(
      ...clear,
      { day: '2026-11-24', entrants: 90, converted: 9 },
      { day: '2026-11-25', entrants: 70 },
    )
    const body = await report()
    expect(body.rows[0]).toMatchObject({ treated: { entrants: 9090 }, immature: 70 })
    expect(body.notes).toEqual([
      '70 who entered lately are left out: their window is still open (immature=include counts them).',
      converted,
    ])
    expect(await row({ immature: 'include' })).toMatchObject({ treated: { entrants: 9160 }, immature: 70 })
  })

  it('has revenue per entrant of the currencies that lead into that of the report', async () => {
    await publish()
    await count(
      { entrants: 36_000, converted: 3600 },
      { arm: 'held_out', entrants: 4000, converted: 300 },
      { currency: 'EUR', value: '180000', squares: '18000000' },
      { currency: 'USD', value: '4000', squares: '80000' },
      { currency: 'CHF', value: '10', squares: '100' },
      { arm: 'held_out', currency: 'EUR', value: '10000', squares: '1000000' },
    )
    const { rows, notes } = await report()
    // (180000 + 2000) / 36000 − 10000 / 4000
    expect(rows[0]).toMatchObject({
      treated: { perEntrant: '5.06' },
      control: { perEntrant: '2.50' },
      perEntrant: { estimate: '2.56' },
      incremental: { revenue: '92000.00' },
    })
    expect(notes).toEqual([
      'Revenue in CHF is not in the amounts: settings.reports.rates has no rate for it.',
      converted,
    ])
  })

  it('has whoever paid in two currencies as one in the interval of revenue', async () => {
    await publish()
    const arm = (arm: string, entrants: number, converted: number, both: number) => [
      { arm, entrants, converted },
      { arm, currency: 'EUR', value: String(50 * converted), squares: String(2500 * converted) },
      { arm, currency: 'USD', value: String(100 * both), squares: String(10_000 * both) },
      // Each of them 50 EUR times 100 USD.
      ...(both > 0 ? [{ arm, currency: 'EUR/USD', squares: String(5_000 * both) }] : []),
    ]
    await count(...arm('treated', 36_000, 3600, 3600), ...arm('held_out', 4000, 400, 0))
    const { perEntrant } = await row()
    // Of each treated buyer 50 EUR and 50 of dollars: a hundred, which is twice as much as of those held out.
    const treated = { n: 36_000, sum: 360_000, squares: 36_000_000 }
    const { low, high } = differenceOfMeans(treated, { n: 4000, sum: 20_000, squares: 1_000_000 })!
    expect(perEntrant).toEqual({ estimate: '5.00', low: low.toFixed(2), high: high.toFixed(2) })
  })

  it('compares no revenue while too few of the held out bought, and says so', async () => {
    await publish()
    await count(
      ...clear,
      { currency: 'EUR', value: '45000', squares: '4500000' },
      { arm: 'held_out', currency: 'EUR', value: '2500', squares: '250000' },
    )
    const { rows, notes } = await report()
    expect(rows[0]).toMatchObject({
      verdict: 'more',
      treated: { perEntrant: '5.00' },
      perEntrant: null,
      perEntrantAnytime: null,
      winsorized: null,
      incremental: { conversions: 450, revenue: null },
    })
    const why = 'cart (50 buyers in the arm with fewer, at least 300 are needed)'
    expect(notes).toEqual([converted, `Revenue is not compared of ${why}.`])
    const asked = { ...november, journey: null, goal: 'primary', by: 'journey' } as const
    const view = await incrementalOf(database.db, asked, settings)
    expect(view.withoutRevenue.map(({ id }) => id)).toEqual(['cart'])
    expect(view.total).toMatchObject({ conversions: 450, revenue: null })
  })

  it('says nothing of a journey without enough data', async () => {
    await publish()
    await count({ entrants: 450, converted: 45 }, { arm: 'held_out', entrants: 50, converted: 1 })
    expect(await row()).toMatchObject({
      verdict: 'not enough data',
      why: '50 entrants in the smaller arm, at least 100 are needed',
      difference: null,
      incremental: null,
      overClaim: null,
    })
  })

  it('is hidden when the arms have not the sizes they were drawn for, and says where to look', async () => {
    await publish()
    await count(
      { day: '2026-11-10', entrants: 4500, converted: 450 },
      { day: '2026-11-10', arm: 'held_out', entrants: 500, converted: 25 },
      { day: '2026-11-11', entrants: 4500, converted: 450 },
      { day: '2026-11-11', arm: 'held_out', entrants: 300, converted: 10 },
    )
    const found = await row()
    expect(found).toMatchObject({
      verdict: 'arms do not fit',
      difference: null,
      sampleRatio: { mismatch: true },
    })
    expect(found.why).toMatch(/look at 2026-11-11 \(4500 and 300\)$/)
  })

  it('of versions that were drawn in different shares is shown by version only', async () => {
    await publish()
    await publish({ version: 2, holdout: 0.2 })
    await count(
      ...clear,
      { version: 2, entrants: 800, converted: 80 },
      { version: 2, arm: 'held_out', entrants: 200, converted: 10 },
    )
    expect(await row()).toMatchObject({ verdict: 'arms do not fit' })
    const { rows } = await report({ by: 'version' })
    expect(rows.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['cart/1', 'more'],
      ['cart/2', 'no difference seen'],
    ])
  })

  it('leaves out versions that held nobody out', async () => {
    await publish({ holdout: 0 })
    await publish({ version: 2 })
    await count({ entrants: 5000, converted: 100 }, ...clear.map(one => ({ ...one, version: 2 })))
    const { rows, notes } = await report()
    expect(rows).toMatchObject([{ treated: { entrants: 9000 } }])
    expect(notes).toEqual([
      'Without a holdout or without this goal, and so without a comparison (some or all versions): cart.',
      converted,
    ])
  })

  it('says of a holdout that began too late that it did, and not that there is none', async () => {
    const published = { journey_id: 'cart', version: 1 }
    const shares = [
      { ...published, share: 0, since: at('01T12:00:00') },
      { ...published, share: 0.1, since: at('30T12:00:00') },
    ]
    await database.db.insertInto('holdout_shares').values(shares).execute()
    await publish()
    await count(...clear)
    const why = '10 % are held out since 2026-11-30, and no whole day of the period lies after that'
    const { notes } = await report()
    expect(notes).toContain(`Of cart ${why}.`)
    expect(notes.join()).not.toContain('Without a holdout')
    const asked = { ...november, journey: null, goal: 'primary', by: 'journey' } as const
    const view = await incrementalOf(database.db, asked, settings)
    expect(view.without).toEqual([{ id: 'cart', why }])
  })

  it('by a further goal uses its window and what it was counted by', async () => {
    await publish({ goals: { signup: { event: 'signed_up', within: '1d' } } })
    await count(...clear.map(one => ({ ...one, goal: 'signup', day: '2026-11-28' })))
    await claim({ day: '2026-11-28', goal: 'cart/signup', last_touch: '3' })
    expect(await row({ goal: 'signup' })).toMatchObject({ verdict: 'more', lastTouch: { conversions: 3 } })
  })

  it('refuses a goal that no journey has', async () => {
    await publish({ goals: { signup: { event: 'signed_up', within: '1d' } } })
    const asked = await parseRequest(database.db, lift, { goal: 'sign-up' })
    expect(asked).toMatchObject({ faults: [{ path: 'goal', message: expect.stringContaining('signup') }] })
  })

  it('says so where nobody entered', async () => {
    expect(await report()).toMatchObject({
      rows: [],
      notes: ['Nobody entered a journey that holds somebody out ("entry": { "holdout": 0.1 }).'],
    })
  })
})

describe('everything against those whom no journey reaches', () => {
  it('takes the share and the window of the settings', async () => {
    await database.db
      .insertInto('workspace')
      .values({
        revision: 1,
        settings: JSON.stringify({
          holdout: { share: 0.1, goal: { event: 'order_completed', within: '7d' } },
        }),
        published_at: at('01T00:00:00'),
      })
      .execute()
    const common = { journey_id: '', version: 0, split: 'global', goal: 'global' }
    await count(...clear.map(one => ({ ...common, ...one })), { ...common, day: '2026-11-23', entrants: 5 })
    await claim(
      { journey_id: '', dimension: 'all', value: '', last_touch: '500' },
      { journey_id: '', dimension: 'all', value: '', last_touch: '7', day: '2026-11-24' },
    )
    const found = await row({ of: 'global' })
    const { treated, control } = found.lists as Record<string, string>
    await publish({ steps: [{ id: 'mail', send: 'email' }] })
    await publish({ journeyId: 'receipt', steps: [{ id: 'mail', send: 'email', category: 'transactional' }] })
    const [one, two] = [newId(), newId()]
    const passes = [
      anEnrollment({ journey_id: 'cart', customer_id: one, entered_at: at('11T12:00:00') }),
      anEnrollment({ journey_id: 'receipt', customer_id: one, entered_at: at('10T12:00:00') }),
      anEnrollment({ journey_id: 'cart', customer_id: two, held_by: 'global' }),
    ]
    await database.db.insertInto('enrollments').values(passes).execute()
    const listed = async (address: string) =>
      (await follow(database.db, address, settings)).map(({ enrollment }) => enrollment)
    expect(await listed(treated!)).toEqual([passes[0]!.id])
    expect(await listed(control!)).toEqual([passes[2]!.id])
    expect(found).toMatchObject({
      id: 'all journeys',
      journey: null,
      verdict: 'more',
      incremental: { conversions: 450 },
      lastTouch: { conversions: 500 },
      immature: 5,
    })
  })

  it('is what a share of everything that just began is told of, and no comparison of journeys is', async () => {
    const published = { journey_id: '', version: 0 }
    const shares = [
      { ...published, share: 0, since: at('01T12:00:00') },
      { ...published, share: 0.05, since: at('30T12:00:00') },
    ]
    await database.db.insertInto('holdout_shares').values(shares).execute()
    const began = 'Of all journeys 5 % are held out since 2026-11-30'
    expect((await report({ of: 'global' })).notes.join()).toContain(began)
    await publish()
    await count(...clear)
    expect((await report()).notes.join()).not.toContain(began)
  })
})

describe('the table for people', () => {
  it('has the interval by which the verdict goes, and files have both', () => {
    const asked = { ...november, journey: null, parameters: usual }
    const columns = lift.columns(asked, settings)
    const shown = columns.flatMap(({ key, inTable }) => (inTable ? key : []))
    expect(shown).toEqual(expect.arrayContaining(['incremental.anytimeLow', 'incremental.anytimeHigh']))
    expect(shown).not.toContain('incremental.low')
    expect(columns.map(({ key }) => key)).toContain('incremental.low')
    expect(columns[0]).toMatchObject({ csv: 'journey' })
  })
})

describe('a period that moves with the days', () => {
  it('is no comparison one may look at every day, and says so', async () => {
    await publish()
    await count(...clear)
    const notesOf = async (texts: object) => {
      const kind = lift as unknown as ReportKind
      const asked = await parseRequest(database.db, kind, texts)
      if ('faults' in asked) throw new Error(JSON.stringify(asked.faults))
      return (await makeReport(database.db, kind, asked)).notes.join()
    }
    expect(await notesOf({})).toContain('name that day by "from"')
    expect(await notesOf({ from: '2026-11-01' })).not.toContain('name that day')
  })
})

describe('the variants of a split', () => {
  const split = [
    { name: 'plain', weight: 1, then: [] },
    { name: 'control', weight: 2, then: [] },
    { name: 'bold', weight: 1, then: [] },
  ]
  const steps = [{ id: 'deep', branch: [{ if: {}, then: [{ id: 'test', split }] }] }]

  it('are each compared with the one called control, by wider intervals', async () => {
    await publish({ steps })
    await count(
      { split: 'test', arm: 'plain', entrants: 2000, converted: 100 },
      { split: 'test', arm: 'control', entrants: 4000, converted: 200 },
      { split: 'test', arm: 'bold', entrants: 2000, converted: 200 },
    )
    const { rows, notes } = await report({ of: 'test' })
    expect(rows).toMatchObject([
      { id: 'cart/plain', control: { name: 'control' }, verdict: 'no difference seen', lastTouch: null },
      { id: 'cart/bold', verdict: 'more', difference: { estimate: 0.05, level: 0.975 } },
    ])
    expect(notes.join()).toMatch(/Bonferroni/)
  })

  it('are compared with the one that the rule of the split names', async () => {
    await publish({ steps: [{ id: 'test', split, decide: { control: 'bold' } }] })
    await count({ split: 'test', arm: 'bold', entrants: 1 })
    const { rows } = await report({ of: 'test' })
    expect(rows.map(({ id }) => id)).toEqual(['cart/plain', 'cart/control'])
  })

  it('are those of versions with the very same split: with other steps in it, it is another experiment', async () => {
    const other = split.map(variant => ({
      ...variant,
      then: [{ id: `mail-${variant.name}`, send: 'email', template: 'new' }],
    }))
    await publish({ steps: [{ id: 'test', split }] })
    await publish({ version: 2, steps: [{ id: 'test', split: other }] })
    await publish({ version: 3, steps: [{ id: 'test', split: other }], within: '6d' })
    // Nobody has come to the newest one.
    await publish({ version: 4, steps: [{ id: 'test', split }] })
    const ofVersion = (version: number, converted: number) => [
      { version, split: 'test', arm: 'plain', entrants: 2000, converted },
      { version, split: 'test', arm: 'control', entrants: 4000, converted: 200 },
      { version, split: 'test', arm: 'bold', entrants: 2000, converted: 100 },
    ]
    await count(...ofVersion(1, 400), ...ofVersion(2, 100), ...ofVersion(3, 100))
    const { rows, notes } = await report({ of: 'test' })
    expect(rows).toMatchObject([
      { id: 'cart/plain', treated: { entrants: 4000, converted: 200 }, verdict: 'no difference seen' },
      { id: 'cart/bold', treated: { entrants: 4000, converted: 200 } },
    ])
    expect(notes.join()).toMatch(/another experiment: cart\/1 \(by=version/)
    const byVersion = await report({ of: 'test', by: 'version' })
    expect(byVersion.rows).toHaveLength(6)
    expect(byVersion.rows[0]).toMatchObject({ id: 'cart/1/plain', verdict: 'more' })
  })

  it('are of a split that there was', async () => {
    await publish({ steps })
    const asked = { from: '2026-11-01', to: '2026-12-01', of: 'tset' }
    for (const kind of [lift as unknown as ReportKind, entrants as unknown as ListKind])
      expect(await parseRequest(database.db, kind, asked)).toEqual({
        faults: [{ path: 'of', message: expect.stringMatching(/was ever published.*"test"/) }],
      })
  })
})

describe('revenue per entrant without trusting a few large orders', () => {
  it('is read from what the rollups list of buyers, at the first entry in the period', async () => {
    await publish()
    await count(
      { entrants: 9000, converted: 900 },
      { arm: 'held_out', entrants: 1000, converted: 300 },
      ...bought('treated', [1, { EUR: '90', USD: '20' }], [2, { EUR: '100', USD: '20' }]),
      ...bought('held_out', [1, { EUR: '110', USD: '20' }]),
      ...bought('treated', [1, { EUR: '1000' }]).map(row => ({ ...row, day: '2026-11-11', gap: 1 })),
    )
    const passes = ([null, null, 'journey', 'global'] as const).map((held_by, index) =>
      anEnrollment({
        journey_id: 'cart',
        held_by,
        customer_id: `00000000-0000-4000-8000-00000000000${index}`,
      }),
    )
    const again = {
      ...passes[0]!,
      ...anEnrollment({}),
      journey_id: 'cart',
      customer_id: passes[0]!.customer_id,
    }
    const all = [...passes, { ...again, entered_at: at('11T12:00:00') }]
    await database.db.insertInto('enrollments').values(all).execute()
    await database.db
      .insertInto('outcomes')
      .values(
        all.map(({ id, customer_id, part, entered_at }, index) => ({
          enrollment_id: id,
          goal: 'primary',
          customer_id,
          part,
          journey_id: 'cart',
          entered_at,
          conversions: 1,
          amounts: JSON.stringify({ EUR: String(index === 4 ? 1000 : 90 + index * 10), USD: '20' }),
          first_at: at('12T12:00:00'),
        })),
      )
      .execute()
    const found = await row({}, 'cart')
    // Treated: 100 and 110 of 9,000; held out: 120 of 1,000; the later pass and the globally held out are not among them.
    expect(found.bootstrap).toMatchObject({ estimate: (210 / 9000 - 120 / 1000).toFixed(2) })
    // The list behind the arm has the same customers.
    const lists = found.lists as Record<string, string>
    await database.db.insertInto('journeys').values({ id: 'cart', status: 'active', version: 1 }).execute()
    const listed = async (name: string) =>
      (await follow(database.db, lists[name]!, settings)).map(one => one.enrollment)
    expect(await listed('treated')).toEqual([passes[1]!.id, passes[0]!.id].sort().reverse())
    expect(await listed('treatedConverted')).toHaveLength(2)
    expect(await listed('control')).toEqual([passes[2]!.id])
    expect(found.winsorized).toMatchObject({ estimate: (210 / 9000 - 120 / 1000).toFixed(2), cap: '120.00' })
  })
})

describe('the incremental view', () => {
  it('is by journey and in total, and says why others have none', async () => {
    await publish()
    await publish({ journeyId: 'browse' })
    await publish({ journeyId: 'small' })
    await publish({ journeyId: 'plain', holdout: 0 })
    await count(
      ...clear,
      ...clear.map(one => ({ ...one, journey_id: 'browse' })),
      { journey_id: 'small', entrants: 90, converted: 9 },
      { journey_id: 'plain', entrants: 90, converted: 9 },
    )
    const asked = { ...november, journey: null, goal: 'primary', by: 'journey' } as const
    const view = await incrementalOf(database.db, asked, settings)
    const cart = view.rows.get('cart')!
    expect([...view.rows.keys()].sort()).toEqual(['browse', 'cart'])
    expect(view.total?.conversions).toBe(900)
    expect(view.total!.high - 900).toBeCloseTo(Math.SQRT2 * (cart.high - 450), 0)
    expect(view.without).toEqual([
      { id: 'small', why: '0 entrants in the smaller arm, at least 100 are needed' },
      { id: 'plain', why: 'nobody is held out, or it has no such goal' },
    ])
    const one = await incrementalOf(database.db, { ...asked, journey: 'cart', by: 'version' }, settings)
    expect([...one.rows]).toEqual([['cart/1', cart]])
  })
})
