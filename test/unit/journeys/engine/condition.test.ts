// What a condition comes to, and what it says kept it from matching.
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import { type Because, compileCondition, type Scope } from '../../../../src/journeys/engine/condition.js'
import type { PastEvent } from '../../../../src/journeys/engine/index.js'
import { aCustomer, at, start } from '../../../support/builders.js'

const judge = (
  condition: Condition,
  given: Partial<Scope> = {},
  segments: Record<string, Condition> = {},
): { truth: boolean | null; because: Because[] } => {
  const because: Because[] = []
  const scope: Scope = {
    properties: {},
    customer: aCustomer(),
    now: start,
    history: () => [],
    ...given,
  }
  return { truth: compileCondition(condition, segments)(scope, because), because }
}

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
})

describe('did and didNot', () => {
  const viewed = (...offsets: string[]): PastEvent[] =>
    offsets.map((offset, index) => ({ occurredAt: at(offset), properties: { n: index } }))
  const of = (events: PastEvent[]) => ({ history: () => events, now: at('1d') })

  it('counts the events of the window, whose start is outside', () => {
    const condition = { did: 'product_viewed', within: '1d', count: { eq: 2 } }
    expect(judge(condition, of(viewed('0m', '1ms', '1d'))).truth).toBe(true)
  })
  it('says how many it found', () => {
    expect(judge({ did: 'product_viewed', count: 3, within: '1d' }, of(viewed('1h')))).toEqual({
      truth: false,
      because: [{ did: 'product_viewed', count: 3, within: '1d', got: 1 }],
    })
    expect(judge({ didNot: 'product_viewed' }, of(viewed('1h', '2h'))).because).toEqual([
      { did: 'product_viewed', count: { eq: 0 }, got: 2 },
    ])
  })
  it('counts only events that surely pass where', () => {
    expect(
      judge({ did: 'v', where: { n: { gte: 1 } }, count: { eq: 1 } }, of(viewed('1h', '2h'))).truth,
    ).toBe(true)
    expect(judge({ didNot: 'v', where: { missing: 1 } }, of(viewed('1h'))).truth).toBe(true)
  })
  it.each<[Parameters<typeof judge>[0], boolean]>([
    [{ did: 'v' }, true],
    [{ did: 'v', count: 2 }, true],
    [{ did: 'v', count: 3 }, false],
    [{ did: 'v', count: { gt: 2 } }, false],
    [{ did: 'v', count: { gt: 1, lt: 3 } }, true],
    [{ did: 'v', count: { gte: 2, lte: 2 } }, true],
    [{ did: 'v', count: { lt: 2 } }, false],
    [{ did: 'v', count: { eq: 0 } }, false],
  ])('two events: %j is %s', (condition, truth) => {
    expect(judge(condition, of(viewed('1h', '2h'))).truth).toBe(truth)
  })
  it('is unknown, without a reason, until its facts are loaded', () => {
    expect(judge({ didNot: 'v' }, { history: () => undefined })).toEqual({ truth: null, because: [] })
  })
})
