// Amounts added up without loss.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalText, exactOf, exactSum } from '../../../../src/journeys/engine/exact.js'
import type { JsonValue } from '../../../../src/model/json.js'

describe('a value', () => {
  it.each<[JsonValue, string | null]>([
    ['129.50', '129.5'],
    ['-0.01', '-0.01'],
    [0.1, '0.1'],
    [-7, '-7'],
    [1e21, `1${'0'.repeat(21)}`],
    [1.5e-7, '0.00000015'],
    [1e-20, '0.00000000000000000001'],
    [1e-21, null],
    ['1e3', null],
    ['12345678901234567890.12345678901234567890', '12345678901234567890.1234567890123456789'],
    [`0.${'0'.repeat(20)}1`, null],
    ['9'.repeat(41), null],
    ['', null],
    ['.5', null],
    ['5.', null],
    ['1.2.3', null],
    ['--1', null],
    [true, null],
    [null, null],
    [[1], null],
    [{}, null],
  ])('%j is %s', (value, text) => {
    const exact = exactOf(value)
    expect(exact === null ? null : decimalText(exact)).toBe(text)
  })
})

describe('a sum', () => {
  const cents = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n })
  const spelled = (exact: bigint): string => {
    const digits = String(exact < 0n ? -exact : exact).padStart(5, '0')
    return `${exact < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`
  }
  it('is exact, of however many and large amounts', () => {
    fc.assert(
      fc.property(fc.array(cents, { maxLength: 50 }), all => {
        const sum = all.reduce((sum, one) => sum + one, 0n)
        expect(exactSum(all.map(spelled))).toBe(sum * 10n ** 16n)
      }),
    )
  })
  it('of tenths is what people expect', () => {
    expect(decimalText(exactSum(Array.from({ length: 10 }, () => 0.1)))).toBe('1')
    expect(decimalText(exactSum([0.1, 0.2]))).toBe('0.3')
  })
  it('leaves out what is no amount; of nothing it is 0', () => {
    expect(decimalText(exactSum(['free', undefined, null, '2', {}]))).toBe('2')
    expect(exactSum([])).toBe(0n)
  })
})
