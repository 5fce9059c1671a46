import { describe, expect, it } from 'vitest'
import { rowMapper } from '../../../../src/cli/import/map-row.js'
import { type EventMap, mapSchema } from '../../../../src/cli/import/map-schema.js'
import type { Row } from '../../../../src/cli/import/read-value.js'

const base = { type: { value: 'product_viewed' }, occurredAt: 'at', customer: { anonymousId: 'who' } }
const row = { at: '2026-11-20T10:00:00+01:00', who: 'u-1' }
const map = (part: object = {}): EventMap => mapSchema.parse({ ...base, ...part })
const mapped = (part: object, more: Row = {}) => rowMapper(map(part))({ ...row, ...more })
const properties = (paths: object, more: Row) => {
  const result = mapped({ properties: paths }, more)
  if ('faults' in result) throw new Error(JSON.stringify(result.faults))
  return result.event.properties
}

describe('a row', () => {
  it('becomes an event with the type, time and customer that the map names', () => {
    expect(mapped({ id: 'n' }, { n: 7 })).toEqual({
      event: {
        id: '7',
        type: 'product_viewed',
        occurredAt: '2026-11-20T09:00:00.000Z',
        customer: { anonymousId: 'u-1' },
        properties: {},
      },
    })
  })

  it('gives the same id again when it has no column for one, and another row another', () => {
    const id = (more: Row) => (mapped({}, more) as { event: { id: string } }).event.id
    expect(id({ a: 1 })).toBe(id({ a: 1 }))
    expect(id({ a: 1 })).not.toBe(id({ a: 2 }))
    expect(id({ a: 1 })).toMatch(/^row-[0-9a-f]{32}$/)
  })

  it('translates types, and refuses a word the map does not know', () => {
    const type = { from: 'what', values: { buy: 'order_completed' } }
    expect(mapped({ type }, { what: 'buy' })).toMatchObject({ event: { type: 'order_completed' } })
    expect(mapped({ type }, { what: 'constructor' })).toEqual({
      faults: [{ path: 'what', message: '"constructor" is not among the map\'s values' }],
    })
  })

  it('gives properties to every type, and more to one', () => {
    const part = {
      properties: { shop: { value: 'b' } },
      typeProperties: { product_viewed: { 'product.productId': 'sku' }, order_completed: { x: 'sku' } },
    }
    expect(mapped(part, { sku: 's' })).toMatchObject({
      event: { properties: { shop: 'b', product: { productId: 's' } } },
    })
  })
})

describe('a value', () => {
  it('comes from a column, a text with columns, or a constant', () => {
    expect(properties({ a: 'col', b: '{col}-{n}', c: { value: 1 } }, { col: 'x', n: 2 })).toEqual({
      a: 'x',
      b: 'x-2',
      c: 1,
    })
  })

  it('is left out when its column is empty or not there', () => {
    expect(
      properties(
        { a: 'empty', b: 'none', c: '{empty}-x', d: { from: 'empty', as: 'number' } },
        { empty: '' },
      ),
    ).toEqual({})
  })

  it('is read as the map says', () => {
    const paths = {
      amount: { from: 'price', as: 'amount' },
      number: { from: 'n', as: 'number' },
      yes: { from: 'flag', as: 'boolean' },
      list: { from: 'tags', as: 'list', separator: '.' },
    }
    expect(properties(paths, { price: ' 35.79', n: '3', flag: 'Yes', tags: 'a.b.' })).toEqual({
      amount: '35.79',
      number: 3,
      yes: true,
      list: ['a', 'b'],
    })
  })

  it.each([
    ['amount', '-1', 'is not an amount'],
    ['amount', '1e9', 'is not an amount'],
    ['number', 'many', 'is not a number'],
    ['boolean', 'perhaps', 'is neither true nor false'],
  ])('that is no %s is a fault of its column: %s', (as, text, message) => {
    expect(mapped({ properties: { x: { from: 'col', as } } }, { col: text })).toEqual({
      faults: [{ path: 'col', message: expect.stringContaining(message) }],
    })
  })

  it('may be a list of items', () => {
    const items = [{ productId: 'sku', 'size.name': { value: 'L' } }]
    expect(properties({ 'cart.items': items }, { sku: 's' })).toEqual({
      cart: { items: [{ productId: 's', size: { name: 'L' } }] },
    })
  })

  it('may be nested in an NDJSON row, or in a column with a dot in its name', () => {
    expect(properties({ a: 'user.name', b: 'x.y' }, { user: { name: 'n' }, 'x.y': 1 })).toEqual({
      a: 'n',
      b: 1,
    })
  })

  it('never leaves the event, whatever the path', () => {
    expect(properties({ 'constructor.prototype.polluted': { value: 1 } }, {})).toEqual({
      constructor: { prototype: { polluted: 1 } },
    })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    expect(mapSchema.safeParse({ ...base, properties: { '__proto__.x': 'a' } }).success).toBe(false)
  })
})

describe('a time', () => {
  const at = (format: string, text: string, zone?: string) => {
    const result = mapped({ occurredAt: { from: 't', format, ...(zone && { zone }) } }, { t: text })
    return 'event' in result ? result.event.occurredAt : result.faults[0]?.message
  }

  it.each([
    ['seconds', '1574244000', undefined, '2019-11-20T10:00:00.000Z'],
    ['milliseconds', '1574244000500', undefined, '2019-11-20T10:00:00.500Z'],
    ['YYYY-MM-DD HH:mm:ss UTC', '2019-11-20 10:00:00 UTC', undefined, '2019-11-20T10:00:00.000Z'],
    ['DD.MM.YYYY HH:mm', '20.11.2019 10:00', '+01:00', '2019-11-20T09:00:00.000Z'],
    ['YYYY-MM-DD HH:mm', '2019-11-20 23:00', '-03:30', '2019-11-21T02:30:00.000Z'],
    ['YYYY-MM-DD', '2019-11-20', undefined, '2019-11-20T00:00:00.000Z'],
  ])('is read as %s', (format, text, zone, iso) => {
    expect(at(format, text, zone)).toBe(iso)
  })

  it.each([
    ['iso', 'soon'],
    ['seconds', '-5'],
    ['YYYY-MM-DD', '2019-02-30'],
    ['YYYY-MM-DD', '2019-13-01'],
    ['YYYY-MM-DD HH:mm:ss UTC', '2019-11-20 10:00:00'],
    ['YYYY.MM.DD', '2019-11-20'],
  ])('that does not fit %s is a fault: %s', (format, text) => {
    expect(at(format, text)).toContain(`is not a time as "${format}" says`)
  })
})
