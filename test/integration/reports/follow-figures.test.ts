// Every figure of a report, followed down: the list behind it has what the figure counts, row by row.
import { beforeAll, describe, expect, it } from 'vitest'
import { countNow } from '../../../src/conversions/index.js'
import { type ReportRow, valueAt } from '../../../src/reports/index.js'
import { aDatabase } from '../../support/database.js'
import { playStore } from '../../support/report-store/play.js'
import { followed, report } from './asked.js'

const { db } = await aDatabase()
const period = { from: '2026-08-01', to: '2026-12-01' }

beforeAll(async () => {
  await playStore(db, { seed: 3, events: 1_200 })
  await countNow(db)
}, 120_000)

/** What a row counts, and so has a list of. */
const counted: Readonly<Record<string, readonly string[]>> = {
  conversions: [
    ...[
      'entered',
      'immature',
      'messages',
      'conversions',
      'lastTouch',
      'influenced',
      'refunded',
      'cancelled',
      'shop',
    ],
  ],
  funnel: [
    ...['entered', 'heldOut', 'messaged', 'delivered', 'clicked', 'converted', 'waiting', 'ended', 'refused'],
  ],
}

/** Of each row and the total: the list behind each figure. */
async function eachFigure(
  name: string,
  texts: Record<string, string>,
  check: (list: readonly ReportRow[], figure: string, row: ReportRow) => void,
): Promise<number> {
  const { rows, total } = await report(db, name, { ...period, ...texts })
  let figures = 0
  for (const row of [...rows, ...(total ? [total] : [])]) {
    const told = (counted[name] ?? []).filter(figure => row[figure] !== null)
    expect(Object.keys(row.lists as object)).toEqual(expect.arrayContaining(told))
    for (const [figure, address] of Object.entries(row.lists as Record<string, string>)) {
      check(await followed(db, address), figure, row)
      figures++
    }
  }
  return figures
}

const sumOf = (list: readonly ReportRow[], key: string): number =>
  list.reduce((sum, row) => sum + Number(row[key] ?? 0), 0)

const inEuros = (list: readonly ReportRow[], key: string): string =>
  sumOf(
    list.filter(({ currency }) => currency === 'EUR'),
    key,
  ).toFixed(2)

const groupings = [
  'journey',
  'version',
  'message',
  'variant',
  'channel',
  'segment',
  'category',
  'brand',
  'country',
  'week',
  'month',
]

describe('conversions', () => {
  function check(list: readonly ReportRow[], figure: string, row: ReportRow, where: string): void {
    const at = `${where} ${row.id ?? 'total'} ${figure}`
    const { revenue, conversions } = (
      figure === 'lastTouch' || figure === 'influenced' ? row[figure] : row
    ) as {
      revenue: string
      conversions: number
    }
    switch (figure) {
      case 'entered':
      case 'immature':
      case 'messages':
      case 'cancelled':
        // By entry, messages have a day that says nothing of the day of an entry.
        if (row[figure] !== null) expect([at, list.length]).toEqual([at, row[figure]])
        return
      case 'shop':
        expect([at, list.length]).toEqual([at, (row.shop as { orders: number }).orders])
        expect([at, inEuros(list, 'net')]).toEqual([at, (row.shop as { revenue: string }).revenue])
        return
      case 'refunded':
        expect([at, inEuros(list, 'refunded')]).toEqual([at, Number(row.refunded).toFixed(2)])
        return
      default:
        // A report rounds to hundredths.
        expect(Math.abs(sumOf(list, 'share') - conversions), at).toBeLessThan(0.006)
        // Shares of an order are shown rounded.
        expect(Math.abs(Number(inEuros(list, 'credited')) - Number(revenue)), at).toBeLessThan(0.02)
    }
  }
  it.each(groupings)('by %s', { timeout: 60_000 }, async by => {
    const texts = { by, convert: 'no' }
    const { total } = await report(db, 'conversions', { ...period, ...texts })
    expect(total!.conversions).toBeGreaterThan(5)
    expect(total!.immature).toBeGreaterThan(5)
    const figures = await eachFigure('conversions', texts, (...found) => check(...found, by))
    expect(figures).toBeGreaterThan(6)
  })

  it.each(['first_touch', 'linear', 'influenced'])('by %s and entry', { timeout: 60_000 }, async model => {
    for (const by of ['journey', 'month'])
      await eachFigure('conversions', { by, model, basis: 'entry', convert: 'no' }, (...found) =>
        check(...found, `${model} ${by}`),
      )
  })
})

describe('the shop', () => {
  it.each<Record<string, string>>([{}, { journey: 'cart-recovery' }])(
    'beside %j',
    { timeout: 60_000 },
    async texts => {
      const { facts, currency } = await report(db, 'conversions', { ...period, convert: 'no', ...texts })
      const { lists, claims, ...shop } = facts!.shop as {
        orders: number
        revenue: string
        refunded: string
        cancelled: number
        claims: Record<string, { orders: number; revenue: string }>
        lists: Record<string, string>
      }
      const behind = async (name: string) => await followed(db, lists[name]!)
      const sum = (list: readonly ReportRow[], key: string): string =>
        sumOf(
          list.filter(row => row.currency === currency),
          key,
        ).toFixed(2)
      const [orders, unclaimed] = [await behind('orders'), await behind('unclaimed')]
      expect([orders.length, sum(orders, 'net')]).toEqual([shop.orders, shop.revenue])
      expect(sum(await behind('refunded'), 'refunded')).toBe(shop.refunded)
      expect(await behind('cancelled')).toHaveLength(shop.cancelled)
      expect(unclaimed).toHaveLength(shop.orders - claims.influenced!.orders)
      expect(claims.linear!.orders).toBeGreaterThan(0)
      for (const [model, claim] of Object.entries(claims)) {
        const list = await behind(model)
        expect(Math.abs(sumOf(list, 'share') - claim.orders), model).toBeLessThan(0.006)
        // Shares of an order are shown rounded.
        expect(Math.abs(Number(sum(list, 'credited')) - Number(claim.revenue)), model).toBeLessThan(0.02)
      }
    },
  )
})

describe('funnel', () => {
  it.each(['journey', 'version', 'variant'])('by %s', { timeout: 60_000 }, async by => {
    await eachFigure('funnel', { by }, (list, figure, row) => {
      const [part = '', ...rest] = figure.split('.')
      const parts = { waiting: 'waitingAt', ended: 'endedBy', refused: 'refusedBy' }[part]
      const count =
        parts && rest.length > 0 ? (row[parts] as Record<string, number>)[rest.join('.')] : row[part]
      expect([row.id, figure, list.length]).toEqual([row.id, figure, count])
    })
  })
})

describe('timing', () => {
  it.each(['hour', 'weekday', 'week_hour', 'delay'])('by %s', { timeout: 60_000 }, async by => {
    await eachFigure('timing', { by }, (list, figure, row) =>
      expect([row.id, figure, sumOf(list, 'share')]).toEqual([row.id, figure, row.conversions]),
    )
  })
})

describe('lift', () => {
  const figures = {
    treated: 'treated.entrants',
    treatedConverted: 'treated.converted',
    control: 'control.entrants',
    controlConverted: 'control.converted',
    immature: 'immature',
  }
  /** By the rates that the workspace gives; what has none is left out. */
  const rates: Readonly<Record<string, number>> = { EUR: 1, USD: 0.9 }
  const converted = (list: readonly ReportRow[]): string =>
    list.reduce((sum, row) => sum + Number(row.credited) * (rates[String(row.currency)] ?? 0), 0).toFixed(2)

  it.each<Record<string, string>>([
    {},
    { by: 'version', goal: 'margin' },
    { of: 'offer', immature: 'include' },
    { of: 'global', immature: 'include' },
  ])('as %j', { timeout: 60_000 }, async texts => {
    let claimed = 0
    const followed = await eachFigure('lift', texts, (list, figure, row) => {
      if (figure === 'lastTouch') {
        const { conversions, revenue } = row.lastTouch as { conversions: number; revenue: string }
        expect([row.id, sumOf(list, 'share')]).toEqual([row.id, conversions])
        expect([row.id, converted(list)]).toEqual([row.id, revenue])
        claimed += conversions
      } else {
        const count = valueAt(row, figures[figure as keyof typeof figures])
        expect([row.id, figure, list.length]).toEqual([row.id, figure, count])
      }
    })
    expect(followed).toBeGreaterThan(3)
    expect(claimed > 0).toBe(texts.of !== 'offer')
  })
})

describe.each([
  ['health', 'sender'],
  ['health', 'domain'],
  ['health', 'week'],
  ['caps', 'step'],
  ['caps', 'rule'],
  ['caps', 'channel'],
])('%s', (name, by) => {
  it(`by ${by}`, { timeout: 60_000 }, async () => {
    const followed = await eachFigure(name, { by }, (list, figure, row) =>
      expect([row.id, figure, list.length]).toEqual([row.id, figure, row[figure]]),
    )
    expect(followed).toBeGreaterThan(5)
  })
})
