// Charts out of letters.
import { describe, expect, it } from 'vitest'
import { chartOf } from '../../../../src/cli/commands/report/chart-of.js'
import { bars, intervals, sparkline } from '../../../../src/cli/commands/report/charts.js'
import type { Report, ReportRow } from '../../../../src/reports/index.js'

describe('a line of days', () => {
  it('is as high as each is against the largest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█')
  })
  it('marks what is not known, and stays low where nothing was', () => {
    expect(sparkline([7, null, 0])).toBe('█·▁')
    expect(sparkline([0, 0])).toBe('▁▁')
    expect(sparkline([])).toBe('')
  })
})

describe('bars', () => {
  it('fill the width at the largest, and stand beside their labels', () => {
    expect(
      bars(
        [
          { label: '9', value: 4 },
          { label: '10', value: 8 },
          { label: '11', value: 0 },
        ],
        11,
      ),
    ).toEqual([' 9 ████', '10 ████████', '11'])
  })
  it('go by eighths', () => {
    expect(
      bars(
        [
          { label: 'a', value: 1 },
          { label: 'b', value: 64 },
        ],
        10,
      )[0],
    ).toBe('a ▏')
  })
  it('let nothing in a label move the cursor', () => {
    expect(bars([{ label: 'a\u001b[2J', value: 1 }], 20)[0]).not.toContain('\u001b')
  })
})

describe('intervals', () => {
  const points = (value: number) => String(value)
  it('lie on one scale around zero', () => {
    expect(
      intervals(
        [
          { label: 'cart', low: 10, estimate: 15, high: 20 },
          { label: 'browse', low: -10, estimate: 0, high: 10 },
        ],
        38,
        points,
      ),
    ).toEqual([
      '  cart           ┊         |————o————|',
      'browse |—————————o—————————|',
      '       -10       0                  20',
    ])
  })
  it('of nothing are nothing', () => {
    expect(intervals([], 40, points)).toEqual([])
  })
})

describe('the chart of a report', () => {
  const report = (name: string, rows: readonly ReportRow[], by?: string) =>
    ({ report: name, rows, parameters: by === undefined ? {} : { by } }) as unknown as Report

  it('of lift has the interval by which the verdict goes, and leaves out what is hidden', () => {
    const anytime = { low: 0.01, estimate: 0.02, high: 0.03 }
    const lines = chartOf(
      report('lift', [
        { id: 'cart', anytime },
        { id: 'small', anytime: null },
      ]),
      40,
    )
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^cart ┊ +\|—+o—+\|$/)
    expect(lines[1]).toMatch(/0 points +3 points$/)
  })

  it('of conversions by day has a line a figure', () => {
    const rows = ['2026-11-01', '2026-11-02'].map((id, n) => ({
      id,
      messages: n,
      conversions: 0,
      revenue: `${n}.50`,
    }))
    expect(chartOf(report('conversions', rows, 'day'), 80)).toEqual([
      '   messages ▁█',
      '    revenue ▃█',
      '            2026-11-01 to 2026-11-02',
    ])
    expect(chartOf(report('conversions', rows, 'journey'), 80)).toEqual([])
  })

  it('of timing by week and hour has a line a weekday', () => {
    const rows = Array.from({ length: 168 }, (_, n) => ({ id: `${n}`, conversions: n === 37 ? 1 : 0 }))
    const lines = chartOf(report('timing', rows, 'week_hour'), 80)
    expect(lines[1]).toBe(`Tue ${'▁'.repeat(13)}█${'▁'.repeat(10)}`)
    expect(lines).toHaveLength(8)
  })

  it('of what never happened is none', () => {
    expect(chartOf(report('timing', [{ id: '0', conversions: 0 }], 'hour'), 80)).toEqual([])
    expect(chartOf(report('health', [], 'day'), 80)).toEqual([])
  })
})
