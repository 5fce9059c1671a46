// What a condition comes to, and what it says kept it from matching.
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import { compileCondition, compileFields, readField } from '../../../../src/journeys/engine/condition.js'
import { aCustomer } from '../../../support/builders.js'
import { aScope, judge } from './a-scope.js'

describe('fields', () => {
  it('says nothing where it matches', () => {
    expect(judge({ a: 1 }, { properties: { a: 1 } })).toEqual({ truth: true, because: [] })
  })
  it('says what it got', () => {
    expect(judge({ 'cart.value': { gte: 20 } }, { properties: { cart: { value: '12.50' } } })).toEqual({
      truth: false,
      because: [{ path: 'cart.value', gte: 20, got: '12.50' }],
    })
  })
  it('says what is missing', () => {
    expect(judge({ 'cart.value': { gte: 20 } })).toEqual({
      truth: null,
      because: [{ path: 'cart.value', gte: 20, unknown: 'missing' }],
    })
  })
  it('says what is of the wrong type', () => {
    expect(judge({ 'cart.value': { gte: 20 } }, { properties: { cart: { value: true } } })).toEqual({
      truth: null,
      because: [{ path: 'cart.value', gte: 20, got: true, unknown: 'wrong type' }],
    })
  })
  it('knows for sure whether a field exists', () => {
    expect(judge({ a: { exists: true } })).toEqual({
      truth: false,
      because: [{ path: 'a', exists: true, got: null }],
    })
    expect(judge({ a: { exists: false } }, { properties: { a: null } }).truth).toBe(true)
  })
  it('reads the customer’s attributes and own fields only', () => {
    const customer = aCustomer({ attributes: { country: 'DE' } })
    expect(judge({ 'customer.country': 'DE' }, { customer }).truth).toBe(true)
    expect(judge({ 'customer.email': 'ann@example.com' }, { customer }).truth).toBe(null)
    expect(judge({ 'customer.toString': 'x' }, { customer }).truth).toBe(null)
    expect(judge({ '__proto__.constructor': { exists: true } }).truth).toBe(false)
  })
})

describe('all, any, not', () => {
  const yes: Condition = { yes: 1 }
  const no: Condition = { no: 1 }
  const unknown: Condition = { unknown: 1 }
  const properties = { yes: 1, no: 2 }
  it.each<[Condition, boolean | null]>([
    [{ all: [yes, yes] }, true],
    [{ all: [yes, unknown] }, null],
    [{ all: [unknown, no] }, false],
    [{ all: [no, unknown] }, false],
    [{ any: [no, yes] }, true],
    [{ any: [unknown, yes] }, true],
    [{ any: [no, unknown] }, null],
    [{ any: [no, no] }, false],
    [{ not: yes }, false],
    [{ not: no }, true],
    [{ not: unknown }, null],
    [{ not: { not: unknown } }, null],
    [{ yes: 1, no: 1 }, false],
    [{ yes: 1, unknown: 1 }, null],
  ])('%j is %s', (condition, truth) => {
    expect(judge(condition, { properties }).truth).toBe(truth)
  })

  it('any that matches says nothing of the ones that did not', () => {
    expect(judge({ any: [no, yes] }, { properties }).because).toEqual([])
  })
  it('any that does not match says why of each', () => {
    expect(judge({ any: [no, unknown] }, { properties }).because).toEqual([
      { path: 'no', eq: 1, got: 2 },
      { path: 'unknown', eq: 1, unknown: 'missing' },
    ])
  })
  it('not says what did match, and what is unknown', () => {
    expect(judge({ not: yes }, { properties }).because).toEqual([{ not: yes }])
    expect(judge({ not: unknown }, { properties }).because).toEqual([
      { path: 'unknown', eq: 1, unknown: 'missing' },
    ])
    expect(judge({ not: no }, { properties }).because).toEqual([])
  })
})

describe('consent', () => {
  it('matches a subscribed customer, and says what the others are', () => {
    expect(judge({ consent: 'email' }).truth).toBe(true)
    const customer = aCustomer({ consent: { email: 'unknown', sms: 'unsubscribed' } })
    expect(judge({ consent: 'email' }, { customer })).toEqual({
      truth: false,
      because: [{ consent: 'email', got: 'unknown' }],
    })
    expect(judge({ consent: 'sms' }, { customer }).because).toEqual([{ consent: 'sms', got: 'unsubscribed' }])
  })
})

describe('segment', () => {
  it('says which one, and why', () => {
    expect(judge({ segment: 'de' }, {}, { de: { 'customer.country': 'DE' } })).toEqual({
      truth: null,
      because: [{ segment: 'de', because: [{ path: 'customer.country', eq: 'DE', unknown: 'missing' }] }],
    })
  })
  it('cannot be compiled where it does not exist, whatever its name', () => {
    expect(() => judge({ segment: 'none' })).toThrow('segment none is not defined')
    expect(() => judge({ segment: 'constructor' })).toThrow('segment constructor is not defined')
  })
  it('cannot be compiled where it is part of itself', () => {
    const segments: Record<string, Condition> = {
      a: { not: { segment: 'b' } },
      b: { any: [{ segment: 'a' }] },
    }
    expect(() => judge({ segment: 'a' }, {}, segments)).toThrow('segment a is part of itself')
  })
  it('may be named twice', () => {
    const segments: Record<string, Condition> = { a: { x: 1 }, b: { segment: 'a' } }
    expect(
      judge({ all: [{ segment: 'a' }, { segment: 'b' }] }, { properties: { x: 1 } }, segments).truth,
    ).toBe(true)
  })
})

describe('paths', () => {
  const given = {
    properties: { id: 'bare', customer: { id: 'no' }, list: ['a', 'b'] },
    data: { id: 'data' },
    outputs: { ask: { id: 'output' } },
    customer: aCustomer({ attributes: { id: 'attribute' } }),
  }
  it.each([
    ['id', 'bare'],
    ['data.id', 'data'],
    ['steps.ask.id', 'output'],
    ['customer.id', 'attribute'],
    ['list.1', 'b'],
    ['list.length', 2],
  ])('%s reads %j', (path, value) => {
    expect(readField(aScope(given), path)).toBe(value)
    expect(judge({ [path]: value }, given)).toEqual({ truth: true, because: [] })
  })
  it.each(['none', 'id.of', 'data.none', 'steps.none.id', 'customer.email', 'list.2', 'list.map', 'a.b.c.d'])(
    '%s reads nothing',
    path => {
      expect(readField(aScope(given), path)).toBeUndefined()
    },
  )
  it.each([
    'toString',
    'constructor.name',
    '__proto__.x',
    'list.constructor',
    'valueOf',
    'customer.toString',
  ])('%s is inherited, and reads nothing', path => {
    expect(readField(aScope(given), path)).toBeUndefined()
    expect(judge({ [path]: { exists: true } }, given).truth).toBe(false)
  })
  it('reads a name that is inherited elsewhere where it is its own', () => {
    expect(readField(aScope({ properties: { constructor: 'Smith & Sons' } }), 'constructor')).toBe(
      'Smith & Sons',
    )
  })
})

describe('a reference', () => {
  const price = { price: { lt: { path: 'data.price' } } }
  it('is read when it is needed', () => {
    expect(judge(price, { properties: { price: 9 }, data: { price: '9.50' } }).truth).toBe(true)
  })
  it('says what it led to', () => {
    expect(judge(price, { properties: { price: 9 }, data: { price: '8.50' } })).toEqual({
      truth: false,
      because: [{ path: 'price', lt: { path: 'data.price' }, got: 9, want: '8.50' }],
    })
  })
  it('is unknown where it leads nowhere, and says where', () => {
    expect(judge(price, { properties: { price: 9 } })).toEqual({
      truth: null,
      because: [
        { path: 'price', lt: { path: 'data.price' }, got: 9, unknown: 'missing', missing: 'data.price' },
      ],
    })
    expect(judge(price, { data: { price: 9 } }).because).toEqual([
      { path: 'price', lt: { path: 'data.price' }, want: 9, unknown: 'missing' },
    ])
  })
  it('is unknown where it leads to what the operator cannot use', () => {
    expect(judge(price, { properties: { price: 9 }, data: { price: [8] } })).toEqual({
      truth: null,
      because: [{ path: 'price', lt: { path: 'data.price' }, got: 9, want: [8], unknown: 'wrong type' }],
    })
  })
  it.each<[Condition, boolean | null]>([
    [{ a: { eq: { path: 'b' } } }, true],
    [{ a: { ne: { path: 'b' } } }, false],
    [{ a: { in: { path: 'list' } } }, true],
    [{ c: { in: { path: 'list' } } }, false],
    [{ a: { in: { path: 'empty' } } }, false],
    [{ a: { in: { path: 'b' } } }, null],
    [{ a: { in: { path: 'nested' } } }, null],
    [{ list: { contains: { path: 'a' } } }, true],
    [{ a: { eq: { path: 'list' } } }, null],
    [{ list: { eq: { path: 'list' } } }, null],
    [{ day: { after: { path: 'earlier' } } }, true],
    [{ day: { before: { path: 'a' } } }, null],
  ])('%j is %s', (condition, truth) => {
    const properties = {
      a: 1,
      b: 1,
      c: 3,
      list: [1, 2],
      empty: [],
      nested: [[1]],
      day: '2026-12-24',
      earlier: '2026-12-23',
    }
    expect(judge(condition, { properties }).truth).toBe(truth)
  })
})

it('can be asked without reasons', () => {
  const conditions: Condition[] = [
    { a: 1 },
    { any: [{ a: 1 }, { b: 1 }] },
    { not: { b: 1 } },
    { did: 'x' },
    { consent: 'email' },
    { segment: 's' },
    { catalog: 'a', where: { x: 1 } },
    { localTime: { on: ['mon'] } },
    { a: { eq: { path: 'b' } } },
  ]
  for (const condition of conditions) {
    const test = compileCondition(condition, { s: { a: 1 } })
    expect(test(aScope({ properties: { b: 1 } }), null)).toBe(test(aScope({ properties: { b: 1 } }), []))
  }
})

it('compiles fields alone', () => {
  expect(compileFields({ a: 1, b: { gte: 2 } })(aScope({ properties: { a: 1, b: 2 } }), [])).toBe(true)
})
