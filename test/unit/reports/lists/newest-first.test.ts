import { describe, expect, test } from 'vitest'
import { newestFirst } from '../../../../src/reports/lists/newest-first.js'
import type { ReportPeriod } from '../../../../src/reports/report-kind.js'

const year = { from: '2025-12-01', to: '2026-12-01' }

/** Reads as many rows of each part as there are of it, and remembers the parts. */
function reader(rowsOf: (span: ReportPeriod) => number) {
  const spans: string[] = []
  const read = async (span: ReportPeriod, { limit }: { limit: number }): Promise<string[]> => {
    spans.push(`${span.from} ${span.to}`)
    return Array.from({ length: Math.min(rowsOf(span), limit + 1) }, (_, n) => `${span.from} ${n}`)
  }
  return { spans, read }
}

describe('the newest rows of a long period', () => {
  test('are read from its last day alone where that has enough', async () => {
    const { spans, read } = reader(() => 500)
    expect(await newestFirst(year, { after: null, limit: 10 }, read)).toHaveLength(11)
    expect(spans).toEqual(['2026-11-30 2026-12-01'])
  })

  test('are read from ever more days before, each of them once, until there are enough', async () => {
    const { spans, read } = reader(({ from }) => (from < '2026-11-20' ? 500 : 3))
    expect(await newestFirst(year, { after: null, limit: 10 }, read)).toHaveLength(11)
    expect(spans).toEqual(['2026-11-30 2026-12-01', '2026-11-26 2026-11-30', '2026-11-10 2026-11-26'])
  })

  test('are all there are, where there are not so many, down to the first day', async () => {
    const { spans, read } = reader(({ from }) => (from === year.from ? 2 : 0))
    expect(await newestFirst(year, { after: null, limit: 10 }, read)).toHaveLength(2)
    expect(spans.at(-1)).toMatch(/^2025-12-01 /)
  })

  test('of the next page begin where the one before ended', async () => {
    const { spans, read } = reader(() => 500)
    await newestFirst(year, { after: ['2026-03-04 22:30:00+00', 'x'], limit: 10 }, read)
    // 22:30 may be the day after in the shop, which the end of the part must lie behind.
    expect(spans).toEqual(['2026-03-05 2026-03-06'])
  })

  test('are asked for only as far as they are missing', async () => {
    const limits: number[] = []
    await newestFirst(year, { after: null, limit: 10 }, async (span, { limit }) => {
      limits.push(limit)
      return span.to === year.to ? [1, 2, 3] : Array.from({ length: limit + 1 }, () => 0)
    })
    expect(limits).toEqual([10, 7])
  })
})
