// An arm made of rows of the rollups: each entrant once, whatever currencies they paid in.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { armsFrom } from '../../../../src/reports/lift/arm.js'
import type { ArmRow } from '../../../../src/reports/lift/arms-queries.js'

const settings = { currency: 'EUR', timeZone: 'UTC', rates: { USD: '0.5', CHF: '2' } }
const row = (currency: string, figures: Partial<ArmRow>): ArmRow => ({
  ...{ journeyId: 'cart', version: 1, arm: 'treated', currency, entrants: 0, converted: 0 },
  ...{ value: 0, squares: 0, open: 0, first: null, last: null },
  ...figures,
})

/** What each of the entrants paid, as the rollups add it up. */
function rowsOf(paid: readonly Readonly<Record<string, number>>[]): ArmRow[] {
  const currencies = [...new Set(paid.flatMap(Object.keys))].sort()
  const sum = (of: (one: Readonly<Record<string, number>>) => number) =>
    paid.reduce((total, one) => total + of(one), 0)
  return [
    row('', { entrants: paid.length, converted: paid.length }),
    ...currencies.map(of => row(of, { value: sum(p => p[of] ?? 0), squares: sum(p => (p[of] ?? 0) ** 2) })),
    ...currencies.flatMap((one, i) =>
      currencies
        .slice(i + 1)
        .map(two => row(`${one}/${two}`, { squares: sum(p => (p[one] ?? 0) * (p[two] ?? 0)) })),
    ),
  ]
}

describe('revenue of an arm', () => {
  const amount = fc.integer({ min: 1, max: 500 })
  const customer = fc.record({ EUR: amount, USD: amount, CHF: amount, SEK: amount }, { requiredKeys: [] })

  it('is that of each customer in one currency, in whichever they paid', () => {
    fc.assert(
      fc.property(fc.array(customer, { minLength: 1, maxLength: 20 }), paid => {
        const worth = paid.map(({ EUR = 0, USD = 0, CHF = 0 }) => EUR + USD * 0.5 + CHF * 2)
        const { revenue } = armsFrom(rowsOf(paid), settings).get('treated')!
        expect(revenue.n).toBe(paid.length)
        expect(revenue.sum).toBeCloseTo(
          worth.reduce((total, one) => total + one, 0),
          6,
        )
        expect(revenue.squares).toBeCloseTo(
          worth.reduce((total, one) => total + one * one, 0),
          4,
        )
      }),
    )
  })

  it('has no amount of a currency that no rate leads from, not even beside another', () => {
    const { revenue } = armsFrom(rowsOf([{ EUR: 10, SEK: 100 }]), settings).get('treated')!
    expect(revenue).toEqual({ n: 1, sum: 10, squares: 100 })
  })
})
