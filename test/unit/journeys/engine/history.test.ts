// What a customer did: counted, added up and told apart, in a window or since entry.
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import type { PastEvent } from '../../../../src/journeys/engine/index.js'
import type { JsonObject } from '../../../../src/model/json.js'
import { aCustomer, at } from '../../../support/builders.js'
import { judge, watch } from './a-scope.js'

const viewed = (...offsets: string[]): PastEvent[] =>
  offsets.map((offset, index) => ({ occurredAt: at(offset), properties: { n: index } }))
const of = (events: PastEvent[]) => ({ history: () => events, now: at('1d') })
/** A past of events with these properties. */
const whose = (...all: JsonObject[]) => of(all.map(properties => ({ occurredAt: at('1h'), properties })))

describe('count', () => {
  it('counts the events of the window, whose start is outside', () => {
    const condition = { did: 'product_viewed', within: '1d', count: { eq: 2 } }
    expect(judge(condition, of(viewed('0m', '1ms', '1d'))).truth).toBe(true)
  })
  it('asks for the events of the window only', () => {
    const asked: unknown[] = []
    const history = (...ask: unknown[]) => {
      asked.push(ask)
      return []
    }
    judge({ all: [{ didNot: 'v', within: '1d' }, { didNot: 'w' }] }, { history, now: at('1d') })
    expect(asked).toEqual([
      ['v', at('0m')],
      ['w', new Date(0)],
    ])
  })
  it('without a window counts whatever there is, also what a shop dates to the beginning of time', () => {
    const events = [{ occurredAt: new Date(0), properties: {} }]
    expect(judge({ did: 'v' }, of(events)).truth).toBe(true)
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
  it.each<[Condition, boolean]>([
    [{ did: 'v' }, true],
    [{ did: 'v', count: 2 }, true],
    [{ did: 'v', count: 3 }, false],
    [{ did: 'v', count: { gt: 2 } }, false],
    [{ did: 'v', count: { gt: 1, lt: 3 } }, true],
    [{ did: 'v', count: { gte: 2, lte: 2 } }, true],
    [{ did: 'v', count: { lt: 2 } }, false],
    [{ did: 'v', count: { eq: 0 } }, false],
    [{ didNot: 'v' }, false],
    [{ didNot: 'v', within: '20h' }, true],
  ])('two events: %j is %s', (condition, truth) => {
    expect(judge(condition, of(viewed('1h', '2h'))).truth).toBe(truth)
  })
  it('is unknown until its facts are loaded', () => {
    expect(judge({ didNot: 'v' }, { history: () => undefined })).toEqual({
      truth: null,
      because: [{ did: 'v', count: { eq: 0 }, unknown: 'not loaded' }],
    })
  })
})

describe('where', () => {
  it('lets only events count that surely pass', () => {
    const events = of(viewed('1h', '2h'))
    expect(judge({ did: 'v', where: { n: { gte: 1 } }, count: { eq: 1 } }, events).truth).toBe(true)
    expect(judge({ didNot: 'v', where: { missing: 1 } }, events).truth).toBe(true)
  })
  it('reads bare paths in the past event, the others as everywhere', () => {
    const given = {
      ...whose({ sku: 'a' }),
      properties: { sku: 'b' },
      data: { sku: 'c' },
      outputs: { s: { sku: 'd' } },
      customer: aCustomer({ attributes: { sku: 'e' } }),
    }
    const where = { sku: 'a', 'data.sku': 'c', 'steps.s.sku': 'd', 'customer.sku': 'e' }
    expect(judge({ did: 'v', where }, given).truth).toBe(true)
  })
  it('reads bare references in the event at hand: "has not bought this very product"', () => {
    const condition = { didNot: 'order', where: { sku: { eq: { path: 'sku' } } } }
    expect(judge(condition, { ...whose({ sku: 'a' }), properties: { sku: 'b' } }).truth).toBe(true)
    expect(judge(condition, { ...whose({ sku: 'a' }), properties: { sku: 'a' } }).truth).toBe(false)
  })
})

describe('since entry', () => {
  const condition: Condition = { did: 'v', since: 'entry', count: { eq: 1 } }
  it('counts what happened after the entry, the entry itself not', () => {
    expect(judge(condition, { ...of(viewed('1h', '2h', '3h')), entryAt: at('2h') }).truth).toBe(true)
  })
  it('is unknown outside of a journey', () => {
    expect(judge(condition, of(viewed('1h')))).toEqual({
      truth: null,
      because: [{ did: 'v', count: { eq: 1 }, since: 'entry', unknown: 'not in a journey' }],
    })
  })
})

describe('sum', () => {
  const sum = (bounds: JsonObject): Condition =>
    ({ did: 'order', sum: { of: 'order.total', ...bounds } }) as Condition
  const orders = (...totals: (string | number)[]) => whose(...totals.map(total => ({ order: { total } })))
  it.each<[JsonObject, (string | number)[], boolean]>([
    [{ eq: 0.3 }, ['0.1', '0.2'], true],
    [{ eq: '0.30' }, [0.1, 0.2], true],
    [{ gte: 100 }, ['99.99', '0.01'], true],
    [{ gt: 100 }, ['99.99', '0.01'], false],
    [{ lt: 100 }, ['99.99', '0.0099'], true],
    [{ lte: '-1' }, ['-2.5', 1.5], true],
    [{ eq: '123456789012345678.0001' }, ['123456789012345678', '0.0001'], true],
    [{ eq: 0 }, [], true],
    [{ gt: 0, lt: 10 }, ['10'], false],
  ])('%j of %j is %s', (bounds, totals, truth) => {
    expect(judge(sum(bounds), orders(...totals)).truth).toBe(truth)
  })
  it('leaves out what is no amount', () => {
    const values = whose({ order: { total: 'free' } }, { order: null }, {}, { order: { total: '5' } })
    expect(judge(sum({ eq: 5 }), values).truth).toBe(true)
  })
  it('says what it came to', () => {
    expect(judge(sum({ gte: 50 }), orders('12.50', '7.25')).because).toEqual([
      { did: 'order', sum: { of: 'order.total', gte: 50 }, got: { sum: '19.75' } },
    ])
  })
  it('cannot be compared with a bound finer than any amount', () => {
    expect(() => judge(sum({ gte: 1e-30 }))).toThrow('too many places')
  })
})

describe('distinct', () => {
  const distinct = (bounds: JsonObject): Condition =>
    ({ did: 'v', distinct: { of: 'sku', ...bounds } }) as Condition
  it('counts different texts, numbers and truths', () => {
    const events = whose({ sku: 'a' }, { sku: 'b' }, { sku: 'a' }, { sku: 1 }, { sku: '1' }, { sku: true })
    expect(judge(distinct({ eq: 5 }), events).truth).toBe(true)
    expect(judge(distinct({ lt: 5 }), events).because).toEqual([
      { did: 'v', distinct: { of: 'sku', lt: 5 }, got: { distinct: 5 } },
    ])
  })
  it('leaves out what is missing, null, a list or a group', () => {
    expect(judge(distinct({ eq: 0 }), whose({}, { sku: null }, { sku: ['a'] }, { sku: {} })).truth).toBe(true)
  })
})

it('count, sum and distinct must all match, each where it is there', () => {
  const events = whose({ x: 1 }, { x: 1 })
  const all: Condition = { did: 'v', count: 2, sum: { of: 'x', gte: 2 }, distinct: { of: 'x', lte: 1 } }
  expect(judge(all, events).truth).toBe(true)
  expect(judge({ ...all, count: 3 }, events)).toEqual({
    truth: false,
    because: [{ ...all, count: 3, got: { count: 2, sum: '2', distinct: 1 } }],
  })
  expect(judge({ ...all, sum: { of: 'x', gt: 2 } }, events).truth).toBe(false)
  expect(judge({ did: 'v', sum: { of: 'x', lte: 0 } }, of([])).truth).toBe(true)
})

describe('what time changes', () => {
  const told = (condition: Condition, ...offsets: string[]) => watch(condition, of(viewed(...offsets))).told
  const iso = (offset: string): string => at(offset).toISOString()
  it('is when the event leaves on which the count hangs', () => {
    expect(told({ did: 'v', within: '1d' }, '1h', '3h', '2h')).toEqual([iso('1d3h')])
    expect(told({ did: 'v', count: 2, within: '1d' }, '1h', '3h', '2h')).toEqual([iso('1d2h')])
    expect(told({ didNot: 'v', within: '1d' }, '1h', '3h', '2h')).toEqual([iso('1d3h')])
    expect(told({ did: 'v', count: { lte: 2 }, within: '1d' }, '1h', '3h', '2h')).toEqual([iso('1d1h')])
  })
  it('is nothing where no leaving makes a difference', () => {
    expect(told({ did: 'v', count: 4, within: '1d' }, '1h', '3h', '2h')).toEqual([])
    expect(told({ didNot: 'v', within: '1d' })).toEqual([])
  })
  it('is nothing without a window, or since entry', () => {
    expect(told({ did: 'v' }, '1h')).toEqual([])
    expect(watch({ did: 'v', since: 'entry' }, { ...of(viewed('1h')), entryAt: at('0m') }).told).toEqual([])
  })
  it('may be, of sums and different values, when the first event leaves', () => {
    const condition: Condition = { did: 'v', within: '1d', sum: { of: 'n', gte: 1 } }
    expect(told(condition, '2h', '1h')).toEqual([iso('1d1h')])
  })
})
