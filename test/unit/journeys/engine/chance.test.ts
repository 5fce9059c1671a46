// Chance that is none: sticky, evenly spread, and independent from one name to the next.
import { describe, expect, it } from 'vitest'
import { drawOf, isAmong } from '../../../../src/journeys/engine/chance.js'

const customers = Array.from(
  { length: 20_000 },
  (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
)

describe('drawOf', () => {
  it('is always the same for the same names', () => {
    expect(drawOf(100, 'split', 'subject', customers[0]!)).toBe(
      drawOf(100, 'split', 'subject', customers[0]!),
    )
    // Stable for ever: who is in which group depends on it.
    expect(customers.slice(0, 5).map(id => drawOf(100, 'split', 'subject', id))).toMatchInlineSnapshot(`
      [
        32,
        41,
        46,
        76,
        64,
      ]
    `)
  })
  it('spreads customers evenly', () => {
    const counts = new Array<number>(4).fill(0)
    for (const id of customers) counts[drawOf(4, 'split', 'subject', id)]!++
    // Four standard deviations of a binomial count: 4 × √(20,000 × 0.25 × 0.75) = 245.
    for (const count of counts) expect(Math.abs(count - 5_000)).toBeLessThan(245)
  })
  it('draws anew for another name: nobody is always among the lucky ones', () => {
    const both = customers.filter(
      id => drawOf(2, 'split', 'a', id) === 0 && drawOf(2, 'split', 'b', id) === 0,
    )
    expect(Math.abs(both.length - 5_000)).toBeLessThan(245)
  })
})

describe('isAmong', () => {
  it('keeps those it has when the share grows', () => {
    const few = customers.filter(id => isAmong(0.1, 'rollout', 'welcome', id))
    expect(few.every(id => isAmong(0.3, 'rollout', 'welcome', id))).toBe(true)
    expect(Math.abs(few.length - 2_000)).toBeLessThan(170)
  })
  it('takes nobody of nothing and everybody of all', () => {
    expect(customers.some(id => isAmong(0, 'rollout', 'welcome', id))).toBe(false)
    expect(customers.every(id => isAmong(1, 'rollout', 'welcome', id))).toBe(true)
  })
})
