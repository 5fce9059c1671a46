// Every operator on every type of value. true, false, or null where it cannot judge.
import { describe, expect, it } from 'vitest'
import { operatorsSchema } from '../../../../src/journeys/definition/condition-schema.js'
import { operators, type Truth } from '../../../../src/journeys/engine/operators.js'
import type { JsonValue } from '../../../../src/model/json.js'

type Row = readonly [got: JsonValue, want: JsonValue, truth: Truth]

const rows: Readonly<Record<keyof typeof operators, readonly Row[]>> = {
  eq: [
    ['red', 'red', true],
    ['red', 'Red', false],
    ['12.50', '12.5', false],
    ['12.50', 12.5, true],
    [12.5, '12.50', true],
    [12, 12, true],
    [12, 13, false],
    ['twelve', 12, null],
    ['1e3', 1000, null],
    ['0x10', 16, null],
    ['', 0, null],
    [' 7', 7, null],
    ['-7', -7, true],
    [true, true, true],
    [true, false, false],
    [true, 1, null],
    ['true', true, null],
    [null, null, true],
    [null, 0, false],
    [0, null, false],
    [[], 'x', null],
    [{}, null, null],
  ],
  ne: [
    ['red', 'blue', true],
    ['red', 'red', false],
    ['12.50', 12.5, false],
    [null, 'red', true],
    [['red'], 'red', null],
    [true, 'true', null],
  ],
  in: [
    ['red', ['red', 'blue'], true],
    ['green', ['red', 'blue'], false],
    ['7', [7], true],
    [null, [null], true],
    ['green', [7], null],
    ['green', ['red', 7], false],
    [['red'], ['red'], null],
  ],
  gt: [
    [2, 1, true],
    [1, 1, false],
    ['10', '9', true],
    ['9.91', 9.9, true],
    ['ten', 9, null],
    [null, 0, null],
    [true, 0, null],
    [[2], 1, null],
  ],
  gte: [
    [1, 1, true],
    ['20.00', 20, true],
    ['19.99', 20, false],
    [{}, 1, null],
  ],
  lt: [
    [1, 2, true],
    [2, 2, false],
    ['-1', 0, true],
    ['', 1, null],
  ],
  lte: [
    [2, 2, true],
    ['2.01', '2', false],
    [null, 2, null],
  ],
  contains: [
    ['trail shoe', 'shoe', true],
    ['trail shoe', 'boot', false],
    ['42', 4, null],
    [['a', 'b'], 'b', true],
    [['a', 'b'], 'c', false],
    [['7'], 7, true],
    [[7], '7', true],
    [[{ a: 1 }], 'a', false],
    [[], 'a', false],
    [5, 'a', null],
    [null, 'a', null],
    [{ a: 1 }, 'a', null],
  ],
  startsWith: [
    ['sku-1', 'sku-', true],
    ['SKU-1', 'sku-', false],
    [1, '1', null],
    [['sku-1'], 'sku-', null],
  ],
  endsWith: [
    ['a@example.com', '@example.com', true],
    ['a@example.org', '@example.com', false],
    [null, 'x', null],
  ],
}

for (const [name, cases] of Object.entries(rows)) {
  describe(name, () => {
    it.each(cases)('%j to %j is %s', (got, want, truth) => {
      expect(operators[name as keyof typeof operators](got, want)).toBe(truth)
    })
  })
}

it('has a row for every operator of the schema but exists, which judges what is missing', () => {
  const named = Object.keys(operatorsSchema.shape).filter(name => name !== 'exists')
  expect(Object.keys(operators).sort()).toEqual(named.sort())
  expect(Object.keys(rows).sort()).toEqual(named.sort())
})
