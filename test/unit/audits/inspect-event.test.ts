// An event against the usual properties of its type: what it lacks, and what is of another kind.
import { describe, expect, test } from 'vitest'
import { addUpChecks } from '../../../src/audits/check-events.js'
import { goalTests } from '../../../src/audits/goal-tests.js'
import { inspectEvent } from '../../../src/audits/inspect-event.js'
import { knownEvents } from '../../../src/journeys/definition/known-events.js'
import type { PropertyKind } from '../../../src/journeys/definition/property-table.js'
import type { JsonValue } from '../../../src/model/json.js'
import { aJourney, settings, start } from '../../support/builders.js'

describe('a property', () => {
  const of = (kind: PropertyKind, value: JsonValue) => inspectEvent({ 'a.b': kind }, { a: { b: value } })

  test.each<[PropertyKind, JsonValue, JsonValue]>([
    ['text', 'x', 7],
    ['number', 7, '7'],
    ['amount', '129.50', 'many'],
    ['amount', 129.5, true],
    ['boolean', false, 'false'],
    ['date', '2026-11-20', 'tomorrow'],
    ['date', '2026-11-20T10:00:00Z', 7],
    ['list', [], {}],
    ['object', {}, []],
  ])('of kind %s may be %j, and not %j', (kind, right, wrong) => {
    expect(of(kind, right)).toEqual({ missing: [], mistyped: [] })
    expect(of(kind, wrong)).toEqual({ missing: [], mistyped: ['a.b'] })
  })

  test('of any kind may be anything', () => {
    expect(of('any', [1])).toEqual({ missing: [], mistyped: [] })
  })

  test.each([[null], ['']])('that is %j is missing', value => {
    expect(of('text', value)).toEqual({ missing: ['a.b'], mistyped: [] })
  })

  test('that is not there, nor what it stands in, is missing', () => {
    expect(inspectEvent({ 'a.b': 'text' }, {}).missing).toEqual(['a.b'])
    expect(inspectEvent({ 'a.b': 'text' }, { a: 'x' }).missing).toEqual(['a.b'])
  })

  test('of the members of a list is missing where one of them lacks it, and not where there are none', () => {
    const table = { 'items.*.price': 'amount' } as const
    expect(inspectEvent(table, { items: [{ price: '1' }, {}] }).missing).toEqual(['items.*.price'])
    expect(inspectEvent(table, { items: [] }).missing).toEqual([])
    expect(inspectEvent(table, {}).missing).toEqual([])
    expect(inspectEvent(table, { items: [{ price: {} }] }).mistyped).toEqual(['items.*.price'])
  })
})

describe('a sample', () => {
  const order = (total: JsonValue, more: object = {}) => ({
    hour: start,
    source: 'shop',
    type: 'order_completed',
    properties: { order: { id: 'o-1', total, currency: 'EUR', ...more } },
  })

  test('is added up by source and type', () => {
    const [sum, ...others] = addUpChecks(
      [order('10.00'), order('many'), order('12.00')],
      (_, type) => knownEvents[type] ?? null,
      [],
    )
    expect(others).toEqual([])
    expect(sum).toMatchObject({ checked: 3, faulty: 1, mistyped: { 'order.total': 1 } })
    expect(sum!.missing['order.number']).toBe(3)
  })

  test('says how many are a goal, and how many of these have its value', () => {
    const journey = aJourney({
      goal: {
        event: 'order_completed',
        within: '5d',
        where: { 'order.coupon': 'SAVE10' },
        value: 'order.total',
      },
    })
    const tests = goalTests({
      revision: 1,
      settings: settings(),
      journeys: [{ id: 'cart-recovery', status: 'active', version: 1 }],
      versions: [journey],
      segments: {},
      decided: [],
    })
    const save10 = { coupon: 'SAVE10' }
    const [sum] = addUpChecks(
      [order('10.00', save10), order(null, save10), order('12.00')],
      () => null,
      tests,
    )
    expect(sum?.goals).toEqual({ 'cart-recovery/primary': { matching: 2, valued: 1 } })
  })
})
