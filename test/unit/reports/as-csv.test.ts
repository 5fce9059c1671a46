import { describe, expect, it } from 'vitest'
import { csvHeader, csvLines } from '../../../src/reports/as-csv.js'
import { ndjsonLines } from '../../../src/reports/as-ndjson.js'
import { rawTables } from '../../../src/reports/export/raw-table.js'
import { enrollments } from '../../../src/reports/lists/enrollments.js'

const columns = [
  { key: 'id', title: 'journey', kind: 'text', csv: 'journey' },
  { key: 'lastTouch.revenue', title: 'revenue', kind: 'money' },
  { key: 'otherRevenue', title: 'others', kind: 'text' },
  { key: 'segments', title: 'segments', kind: 'text' },
  { key: 'converted', title: 'converted', kind: 'text' },
  { key: 'incremental.low', title: 'from', kind: 'number' },
] as const

describe('a report as CSV', () => {
  it('has the key of each column as its name, unless it has another one', () => {
    expect(csvHeader(columns)).toBe(
      'journey,last_touch_revenue,other_revenue,segments,converted,incremental_low\r\n',
    )
  })

  it('has values inside values, and nothing where there is none', () => {
    const row = {
      id: 'cart',
      lastTouch: { revenue: '12.50' },
      otherRevenue: { USD: '1.00', CHF: '2.00' },
      segments: ['vip', 'new'],
      converted: true,
      incremental: null,
    }
    expect(csvLines(columns, [row, { id: 'quiet' }])).toBe(
      'cart,12.50,CHF 2.00; USD 1.00,vip; new,true,\r\nquiet,,,,,\r\n',
    )
  })

  it('has variants as filters have them, of lists and of exported passes', () => {
    const exported = rawTables.find(({ name }) => name === 'enrollments')!
    for (const { columns } of [enrollments, exported]) {
      const variants = columns.filter(({ key }) => key === 'variants')
      expect(csvLines(variants, [{ variants: { tone: 'plain', subject: '12' } }])).toBe(
        'subject=12; tone=plain\r\n',
      )
    }
  })

  it('leaves amounts below zero as they are, and runs nothing', () => {
    const row = { id: '=cmd()', lastTouch: { revenue: '-12.50' }, incremental: { low: -3.5 } }
    expect(csvLines(columns, [row])).toBe("'=cmd(),-12.50,,,,-3.5\r\n")
  })
})

it('is NDJSON with a row a line', () => {
  expect(ndjsonLines([{ id: 'a\nb' }, { id: 'c' }])).toBe('{"id":"a\\nb"}\n{"id":"c"}\n')
})
