// Every operator on every type of value. true, false, or null where it cannot judge.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operatorsSchema } from '../../../../src/journeys/definition/operators-schema.js'
import { operators } from '../../../../src/journeys/engine/operators.js'
import type { Truth } from '../../../../src/journeys/engine/scope.js'
import type { JsonValue } from '../../../../src/model/json.js'
import { aScope } from './a-scope.js'

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
    [7, ['7.0'], true],
    ['7.0', ['7'], false],
    [8, ['7'], false],
    ['8', [7], false],
    [8, ['seven'], null],
    [null, ['red'], false],
    [true, ['red', null], false],
    [true, ['red'], null],
    [{}, [null], null],
  ],
  gt: [
    [2, 1, true],
    [1, 1, false],
    [2, '1.5', true],
    ['-0.5', '-0.6', true],
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
  between: [
    [20, [20, 100], true],
    ['100.00', [20, '100'], true],
    [100.01, [20, 100], false],
    ['19.99', ['20', 100], false],
    [50, [100, 20], false],
    ['fifty', [20, 100], null],
    [null, [20, 100], null],
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
  matches: [
    ['sku-12', 'sku-??', true],
    ['SKU-12', 'sku-??', false],
    [12, '*', null],
    [['sku-12'], '*', null],
  ],
  // In UTC: a day begins at midnight.
  before: [
    ['2026-12-23', '2026-12-24', true],
    ['2026-12-24', '2026-12-24', false],
    ['2026-12-23T23:59:59Z', '2026-12-24', true],
    ['2026-12-24T00:00:00Z', '2026-12-24', false],
    ['2026-12-24T00:30:00+01:00', '2026-12-24', true],
    ['2026-12-24', '2026-12-24T00:00:01Z', true],
    ['2026-02-30', '2026-12-24', null],
    ['24.12.2026', '2026-12-24', null],
    ['2026-12-24T10:00:00', '2026-12-25', null],
    [1_700_000_000, '2026-12-24', null],
    [null, '2026-12-24', null],
  ],
  after: [
    ['2026-12-25', '2026-12-24', true],
    ['2026-12-24', '2026-12-24', false],
    ['2026-12-24T00:00:00.001Z', '2026-12-24', true],
    ['soon', '2026-12-24', null],
  ],
  // Now is 2026-11-21T12:00:00Z.
  withinLast: [
    ['2026-11-21T12:00:00Z', '1d', true],
    ['2026-11-20T12:00:00Z', '1d', true],
    ['2026-11-20T11:59:59.999Z', '1d', false],
    ['2026-11-21T12:00:00.001Z', '1d', false],
    ['2026-11-21', '12h', true],
    ['2026-11-21', '11h', false],
    ['yesterday', '1d', null],
    [1, '1d', null],
  ],
  withinNext: [
    ['2026-11-21T12:00:00Z', '1d', false],
    ['2026-11-21T12:00:00.001Z', '1d', true],
    ['2026-11-22T12:00:00Z', '1d', true],
    ['2026-11-22T12:00:00.001Z', '1d', false],
    ['2026-11-22', '12h', true],
    ['2026-11-21', '1d', false],
    [{}, '1d', null],
  ],
}

for (const [name, cases] of Object.entries(rows)) {
  describe(name, () => {
    const { prepare, compare } = operators[name as keyof typeof operators]
    it.each(cases)('%j to %j is %s', (got, want, truth) => {
      expect(compare(got, prepare(want) as never, aScope())).toBe(truth)
    })
  })
}

it('has a row for every operator of the schema but exists, which judges what is missing', () => {
  const named = Object.keys(operatorsSchema.shape).filter(name => name !== 'exists')
  expect(Object.keys(operators).sort()).toEqual(named.sort())
  expect(Object.keys(rows).sort()).toEqual(named.sort())
})

describe('what an operator has no use for', () => {
  it.each<[keyof typeof operators, JsonValue]>([
    ['eq', ['red']],
    ['in', 'red'],
    ['in', [['red']]],
    ['gt', 'ten'],
    ['gt', true],
    ['between', [1]],
    ['between', [1, 'x']],
    ['startsWith', 1],
    ['matches', 1],
    ['before', 'tomorrow'],
  ])('%s: %j', (name, want) => {
    expect(operators[name].prepare(want)).toBeUndefined()
  })
})

describe('amounts', () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^-?\d{0,20}\.?\d{0,8}$/),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  )
  it('are read as the language itself reads them, and no other text is', () => {
    const { prepare } = operators.gte
    fc.assert(
      fc.property(text, one => {
        const number = /^-?\d+(\.\d+)?$/.test(one) ? Number(one) : undefined
        expect(prepare(one)).toBe(number)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a moment in a journey', () => {
  it.each(['2026-12-24', '2026-12-24T18:00:00Z', '2026-12-24T18:00:00+01:00', '9999-12-31'])(
    '%s is one',
    text => {
      expect(operatorsSchema.safeParse({ before: text }).success).toBe(true)
      expect(operators.before.prepare(text)).toBeDefined()
    },
  )
  it.each(['0001-01-01', '2026-02-30', '2026-12-24T18:00:00', '24.12.2026'])('%s is none', text => {
    expect(operatorsSchema.safeParse({ before: text }).success).toBe(false)
    expect(operators.before.prepare(text)).toBeUndefined()
  })
})
