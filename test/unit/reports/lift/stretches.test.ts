// On which days one share of customers was held out, where it was changed or began.
import { describe, expect, it } from 'vitest'
import { addDays } from '../../../../src/reports/calendar-day.js'
import type { SharePublished } from '../../../../src/reports/lift/shares-queries.js'
import { drawnIn, stretchesOf, tooNew } from '../../../../src/reports/lift/stretches.js'

const november = { from: '2026-11-01', to: '2026-12-01' }

/** Version n from its day on; of the first one nobody came in before. */
const published = (...shares: readonly (readonly [day: number, share: number])[]): SharePublished[] =>
  shares.map(([day, share], index) => ({
    journeyId: 'cart',
    version: index + 1,
    share,
    day: dayOf(day),
    wholeFrom: index === 0 ? null : dayOf(day + 1),
  }))
const dayOf = (day: number): string => addDays('2026-11-01', day - 1)

const cart = (version = 1, holdout: number | null = 0.1) => ({ journeyId: 'cart', version, holdout })

describe('the days of one share', () => {
  it('are all, where it never changed, also by new versions', () => {
    expect(stretchesOf(published([3, 0.1], [9, 0.1]))).toMatchObject([
      { share: 0.1, versions: [1, 2], from: null, to: null },
    ])
    expect(drawnIn(published([3, 0.1], [9, 0.1]), november, true)(cart())).toEqual({
      share: 0.1,
      days: november,
    })
  })

  it('begin on the day after a change, and end before the next one', () => {
    expect(stretchesOf(published([3, 0.1], [9, 0.2], [20, 0.3]))).toMatchObject([
      { share: 0.1, from: null, to: dayOf(9) },
      { share: 0.2, from: dayOf(10), to: dayOf(20) },
      { share: 0.3, from: dayOf(21), to: null },
    ])
  })

  it('are those of the newest share that the period has a whole day of', () => {
    const drawn = drawnIn(published([3, 0.1], [9, 0.2]), november, true)
    expect(drawn(cart())).toEqual({ share: 0.2, days: { from: dayOf(10), to: november.to } })
    const before = drawnIn(published([3, 0.1], [9, 0.2]), { from: dayOf(1), to: dayOf(10) }, true)
    expect(before(cart())).toEqual({ share: 0.1, days: { from: dayOf(1), to: dayOf(9) } })
  })

  it('are not those on which nobody was held out', () => {
    expect(drawnIn(published([3, 0], [9, 0.2], [15, 0]), november, true)(cart())).toEqual({
      share: 0.2,
      days: { from: dayOf(10), to: dayOf(15) },
    })
    expect(drawnIn(published([3, 0]), november, true)(cart())).toBeNull()
  })

  it('are of each version its own, where versions are asked for', () => {
    const drawn = drawnIn(published([3, 0.1], [9, 0.2], [20, 0.1]), november, false)
    expect([1, 2, 3].map(version => drawn(cart(version))?.days)).toEqual([
      { from: november.from, to: dayOf(9) },
      { from: dayOf(10), to: dayOf(20) },
      { from: dayOf(21), to: november.to },
    ])
  })

  it('are what the version says, where nobody wrote it down', () => {
    expect(drawnIn([], november, true)(cart(1, 0.3))).toEqual({ share: 0.3 })
    expect(drawnIn([], november, true)(cart(1, null))).toEqual({ share: 0 })
  })

  it('are none yet, where a share was published on the last day', () => {
    expect(tooNew(published([3, 0], [30, 0.2]), november)).toEqual([
      { journeyId: 'cart', share: 0.2, since: dayOf(30) },
    ])
    expect(tooNew(published([3, 0], [9, 0.2]), november)).toEqual([])
    expect(tooNew(published([30, 0.2]), november)).toEqual([])
  })
})
