// The pickers of Shopify's reader: what they read in whatever shape it comes, and what they refuse.
import { describe, expect, test } from 'vitest'
import { Fields } from '../../../../src/ingest/webhooks/fields.js'
import { isMore, sumOf } from '../../../../src/ingest/webhooks/shopify/amounts.js'
import { shopUrl } from '../../../../src/ingest/webhooks/shopify/cart.js'
import { readShopify } from '../../../../src/ingest/webhooks/shopify/index.js'

const of = (value: unknown): Fields => Fields.of({ value })

describe('ids', () => {
  test.each([
    ['a small number', 42, '42'],
    ['a large one as a text', '820982911946154508', '820982911946154508'],
    ['the end of an address of the API', 'gid://shopify/Order/820982911946154508', '820982911946154508'],
    ['zero', 0, undefined],
    ['less than nothing', -1, undefined],
    ['a fraction', '1.5', undefined],
    ['a float that has lost digits', 820982911946154500, undefined],
    ['a path', '../1', undefined],
    ['an object', { id: 1 }, undefined],
  ])('%s', (_, value, id) => expect(of(value).id('value')).toBe(id))
})

describe('tokens', () => {
  test.each([
    ['as it is', 'eeafa272cebfd4b22385bc4b645e762c', 'eeafa272cebfd4b22385bc4b645e762c'],
    ['without its key', 'abc?key=def', 'abc'],
    ['out of an address of the API', 'gid://shopify/Cart/abc?key=def', 'abc'],
    ['a number', 42, '42'],
    ['nothing before the key', '?key=def', undefined],
    ['words', 'two words', undefined],
    ['too long', 'a'.repeat(101), undefined],
  ])('%s', (_, value, token) => expect(of(value).token('value')).toBe(token))
})

describe('amounts', () => {
  test.each([
    ['as written', '129.50', '129.50'],
    ['a whole number', 20, '20'],
    ['one digit behind the point', '12.5', '12.50'],
    ['zeros that say nothing', '199.000000', '199.00'],
    ['four places', '0.1250', '0.125'],
    ['nothing', '0.00', '0.00'],
    ['none', null, undefined],
    ['an empty text', '', undefined],
  ])('%s', (_, value, amount) => expect(of(value).amount('value')).toBe(amount))

  test.each(['-1.00', '1,50', '1e3', '1.23456', '1'.repeat(16), true, {}, []])('%j is none', value => {
    expect(() => of(value).amount('value')).toThrow('value must be an amount such as "19.90"')
  })

  test('are added up exactly, with the places of the longest', () => {
    expect(sumOf([{ amount: '0.1' }, { amount: '0.2' }])).toBe('0.3')
    expect(sumOf([{ amount: '1.10', times: 60 }, { amount: '7' }])).toBe('73.00')
    expect(sumOf([{ amount: '1000', times: 3 }])).toBe('3000')
    expect(sumOf([{ amount: '0.0005' }])).toBe('0.0005')
    expect(sumOf([])).toBe('0.00')
  })

  test('beyond what an amount may be are no sum', () => {
    expect(sumOf([{ amount: '999999999999999', times: 2 }])).toBeUndefined()
  })

  test('are compared as decimals', () => {
    expect(isMore('10.00', '9.99')).toBe(true)
    expect(isMore('10.00', '10')).toBe(false)
  })
})

describe('times', () => {
  test.each([
    ['with an offset', '2026-11-20T12:15:00+01:00', '2026-11-20T11:15:00.000Z'],
    ['with thousandths', '2026-11-20T11:15:00.123Z', '2026-11-20T11:15:00.123Z'],
    ['without a zone', '2026-11-20T11:15:00', undefined],
    ['a day', '2026-11-20', undefined],
    ['no day', '2026-13-40T11:15:00Z', undefined],
    ['a number', 1_700_000_000, undefined],
  ])('%s', (_, value, time) => expect(of(value).time('value')).toBe(time))
})

describe('texts', () => {
  test('lose NUL and halves of characters, keep the rest', () => {
    expect(of(' Zo\0ë \ud83d 🎿 ').text('value')).toBe('Zoë  🎿')
  })

  test('that are too long to be meant are left out', () => {
    expect(of('a'.repeat(1_001)).text('value')).toBeUndefined()
  })
})

describe('objects and lists', () => {
  test('`[]` is an object nobody filled in', () => {
    expect(of([]).object('value')).toBeUndefined()
  })

  test('a field of the prototype is not there', () => {
    expect(Fields.of({}).object('__proto__')).toBeUndefined()
    expect(Fields.of(JSON.parse('{"__proto__": {"id": 1}}')).id('id')).toBeUndefined()
  })

  test('a fault names its place', () => {
    const body = Fields.of({ orders: [{ lines: [{ price: '1.00' }, { price: 'x' }] }] })
    const lines = body.list('orders')?.[0]?.list('lines') ?? []
    expect(() => lines.map(line => line.amount('price'))).toThrow('orders.0.lines.1.price must be an amount')
  })
})

test('a shop’s address is a host and nothing else', () => {
  expect(shopUrl('Northbound.myshopify.com')).toBe('https://northbound.myshopify.com')
  for (const host of ['', 'localhost', 'a.example/../b', 'user@a.example', 'a.example:80', undefined])
    expect(shopUrl(host)).toBeUndefined()
})

test('topics are known however they are written', () => {
  const webhook = {
    platform: 'shopify',
    source: 's',
    key: 'k',
    receivedAt: '',
    triggeredAt: null,
    body: '',
  } as const
  expect(readShopify({ ...webhook, topic: 'SHOP/REDACT' }, { shop_id: 1 })).toEqual({
    wishes: [{ kind: 'erase_shop', customer: {} }],
  })
})
