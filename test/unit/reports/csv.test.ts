import { describe, expect, it } from 'vitest'
import { shownAmount } from '../../../src/reports/amount.js'
import { csv } from '../../../src/reports/csv.js'

describe('csv', () => {
  it('separates by commas and ends each line with CR LF', () => {
    expect(
      csv([
        ['id', 'n'],
        ['a', 1],
      ]),
    ).toBe('id,n\r\na,1\r\n')
  })

  it('quotes what would break a line or a cell', () => {
    expect(csv([['a,b', 'say "hi"', 'two\nlines', 'cr\rhere']])).toBe(
      '"a,b","say ""hi""","two\nlines","cr\rhere"\r\n',
    )
  })

  it.each(['=1+1', '+1', '-1+2', '@SUM(A1)', '\tx', '＝1+1'])(
    'makes a text of what a spreadsheet would run: %j',
    cell => {
      expect(csv([[cell]])).toBe(`'${cell}\r\n`)
    },
  )

  it('leaves an amount below zero a number', () => {
    expect(csv([['-1', '-12.50']])).toBe('-1,-12.50\r\n')
  })

  it('makes a text of a carriage return at the start, and quotes it too', () => {
    expect(csv([['\r=1']])).toBe('"\'\r=1"\r\n')
  })

  it('leaves numbers and ordinary texts alone, and nothing for null', () => {
    expect(csv([[-1, 'cart-recovery/remind', '2026-11-20', null]])).toBe(
      '-1,cart-recovery/remind,2026-11-20,\r\n',
    )
  })
})

describe('amounts', () => {
  it.each([
    ['1234.5000', '1234.50'],
    ['0', '0.00'],
    ['12', '12.00'],
    ['1.2340', '1.234'],
    ['999999999999999.9999', '999999999999999.9999'],
  ])('%s is shown as %s', (numeric, shown) => {
    expect(shownAmount(numeric)).toBe(shown)
  })
})
