// Do arms have the sizes they were drawn for, and if not, where to look.
import { describe, expect, it } from 'vitest'
import { fitOf, worstSlice } from '../../../../src/reports/lift/fit.js'

describe('the sizes of arms', () => {
  it('are expected by the shares of each version', () => {
    const fit = fitOf([
      { version: 1, entrants: [90, 10], shares: [0.9, 0.1] },
      { version: 2, entrants: [150, 50], shares: [0.75, 0.25] },
    ])
    expect(fit.observed).toEqual([240, 60])
    expect(fit.expected).toEqual([240, 60])
    expect(fit.test).toMatchObject({ chiSquare: 0, mismatch: false })
    expect(fit.unlike).toEqual([1, 2])
  })

  it('are alike when versions were drawn in the same shares', () => {
    const one = { entrants: [90, 10], shares: [0.9, 0.1] }
    expect(
      fitOf([
        { version: 1, ...one },
        { version: 2, ...one },
      ]).unlike,
    ).toEqual([])
  })
})

describe('where to look', () => {
  it('is the day that strays the farthest', () => {
    const days = [
      { name: '2026-11-01', observed: [90, 10] },
      { name: '2026-11-02', observed: [40, 60] },
      { name: '2026-11-03', observed: [75, 25] },
    ]
    expect(worstSlice(days, [0.9, 0.1])?.name).toBe('2026-11-02')
  })

  it('is nowhere when all stray by chance', () => {
    expect(worstSlice([{ name: '2026-11-01', observed: [88, 12] }], [0.9, 0.1])).toBeNull()
  })
})
