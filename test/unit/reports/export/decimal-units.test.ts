// Amounts of an export keep every digit.
import { expect, it } from 'vitest'
import { units } from '../../../../src/reports/export/decimal-units.js'

it.each([
  ['0', 0n],
  ['129.5', 1_295_000n],
  ['-129.5000', -1_295_000n],
  ['-0.0001', -1n],
  ['123456789012345678901.2345', 1_234_567_890_123_456_789_012_345n],
  ['1.20000000', 12_000n],
])('%s are %s ten-thousandths', (text, expected) => {
  expect(units(text)).toBe(expected)
})

it.each(['', '1e3', '1.00001', '1,5', 'NaN'])('%j is refused rather than rounded', text => {
  expect(() => units(text)).toThrow(RangeError)
})
