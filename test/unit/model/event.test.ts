// The public contract of an event: what is taken, in which form, and how every fault is named.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseIdentifiers } from '../../../src/model/customer.js'
import {
  eventParser,
  identifiersSchema,
  knownEventTypes,
  ownEventTypes,
  parseEvent,
} from '../../../src/model/event.js'
import { limits } from '../../../src/model/event-limits.js'
import { propertySchemas } from '../../../src/model/event-properties.js'

const receivedAt = new Date('2026-11-20T10:00:05Z')
const posted = (change: Record<string, unknown> = {}) => ({
  id: 'evt-1',
  type: 'product_added',
  occurredAt: '2026-11-20T11:00:00+01:00',
  customer: { id: 'c-42' },
  properties: { cart: { id: 'cart-9', value: '129.50', currency: 'EUR', items: [{ productId: 'sku-1' }] } },
  ...change,
})
const parse = (raw: unknown) => parseEvent(raw, 'shop', receivedAt)
const faultsOf = (raw: unknown) => {
  const parsed = parse(raw)
  return 'faults' in parsed ? parsed.faults : []
}
const faultsOfProperties = (properties: unknown, type = 'custom_thing') =>
  faultsOf(posted({ type, properties }))
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, n]))

describe('an event that is taken', () => {
  test('is in normal form: source, times in UTC, names of the customer trimmed and folded', () => {
    const customer = {
      id: ' c-42 ',
      email: ' Ann@Example.COM ',
      phone: '+49 (151) 123-456.78',
      anonymousId: 'a-1',
    }
    expect(parse(posted({ customer }))).toEqual({
      event: {
        source: 'shop',
        id: 'evt-1',
        type: 'product_added',
        occurredAt: '2026-11-20T10:00:00.000Z',
        receivedAt: '2026-11-20T10:00:05.000Z',
        customer: { id: 'c-42', email: 'ann@example.com', phone: '+4915112345678', anonymousId: 'a-1' },
        properties: posted().properties,
      },
    })
  })

  test('needs no properties', () => {
    const { properties: _properties, ...bare } = posted({ type: 'custom_thing' })
    expect(parse(bare)).toMatchObject({ event: { properties: {} } })
  })

  test('may have any snake_case type, even one that every object has a property of', () => {
    for (const type of ['constructor', 'quiz_2_done', 'x']) expect(faultsOf(posted({ type }))).toEqual([])
  })

  test('may have more properties than its type knows, and they are kept', () => {
    const properties = { cart: { id: 'c', coupon: { code: 'X' } }, emoji: '👟', nothing: null, yes: true }
    expect(parse(posted({ properties }))).toMatchObject({ event: { properties } })
  })

  test('may be up to an hour ahead of our clock', () => {
    expect(faultsOf(posted({ occurredAt: '2026-11-20T11:00:05Z' }))).toEqual([])
    expect(faultsOf(posted({ occurredAt: '2026-11-20T11:00:06Z' }))).toEqual([
      { path: 'occurredAt', message: 'must not be more than an hour in the future' },
    ])
  })

  test('the names of its customer are in the same normal form as everywhere', () => {
    const text = fc.string({ minLength: 1 }).filter(id => id.trim().length > 0)
    fc.assert(
      fc.property(text, fc.emailAddress(), (id, email) => {
        const raw = { id: ` ${id}`, email: `${email.toUpperCase()} `, phone: '+1 (500) 555-0006' }
        const checked = identifiersSchema.safeParse(raw)
        if (checked.success) expect(checked.data).toEqual(normaliseIdentifiers(raw))
      }),
    )
  })

  test('a parser for many gives what the parser for one gives', () => {
    const parseOne = eventParser('shop', receivedAt)
    for (const raw of [posted(), posted({ id: '' }), null]) expect(parseOne(raw)).toEqual(parse(raw))
  })
})

describe('an event that is refused', () => {
  test.each([null, undefined, 'text', 7, [], [posted()]])('%j is not an event', raw => {
    expect(faultsOf(raw)[0]).toMatchObject({ path: '' })
  })

  test('has all its faults named by path: envelope, limits and properties of its type together', () => {
    const faults = faultsOf({
      id: '',
      type: 'order_completed',
      occurredAt: 'yesterday',
      customer: { email: 'ann', phone: '0151', shoeSize: 42 },
      properties: { order: { id: 'o-1', total: 129.5, currency: 'euro' }, note: 'a\0b' },
      extra: 1,
    })
    expect(Object.fromEntries(faults.map(({ path, message }) => [path, message]))).toEqual({
      id: 'must not be empty',
      occurredAt: 'must be an ISO 8601 time with zone, such as "2026-11-20T10:00:00Z"',
      'customer.email': 'must be an email address',
      'customer.phone': 'must be an E.164 number such as "+4915112345678"',
      customer:
        'has the unknown property "shoeSize"; allowed here: "id", "email", "phone", "anonymousId", "orderToken", "checkoutToken", "cartToken", "formerId"',
      '': 'has the unknown property "extra"; allowed here: "id", "type", "occurredAt", "customer", "properties"',
      'properties.note': 'must not contain NUL',
      'properties.order.total': 'must be a decimal string such as "129.50"; a JSON number would lose cents',
      'properties.order.currency': 'must be an ISO 4217 code in capitals, such as "EUR"',
    })
  })

  test('without a customer', () => {
    for (const customer of [{}, { id: undefined }]) {
      expect(faultsOf(posted({ customer }))).toEqual([
        {
          path: 'customer',
          message: 'must name the customer by at least one of id, email, phone, anonymousId or a token',
        },
      ])
    }
    expect(faultsOf(posted({ customer: undefined }))).toEqual([
      { path: 'customer', message: 'must be an object that names the customer, such as { "id": "c-42" }' },
    ])
    expect(faultsOf(posted({ customer: { id: '   ' } }))).toMatchObject([{ path: 'customer.id' }])
  })

  test.each(['2026-11-20', '2026-11-20T10:00:00', '2026-02-30T10:00:00Z', 'x', '', 1_763_632_800, null])(
    'with the time %j',
    occurredAt => {
      expect(faultsOf(posted({ occurredAt }))).toMatchObject([{ path: 'occurredAt' }])
    },
  )

  test('with a time before 1970, which some stores could not read', () => {
    for (const occurredAt of ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '0001-01-01T00:00:00+14:00']) {
      expect(faultsOf(posted({ occurredAt }))).toEqual([
        { path: 'occurredAt', message: 'must not be before 1970' },
      ])
    }
  })

  test.each(['ProductAdded', 'product-added', '_x', 'x_', '', 'x'.repeat(65), null])(
    'with the type %j',
    type => {
      expect(faultsOf(posted({ type }))).toMatchObject([{ path: 'type' }])
    },
  )

  test.each(ownEventTypes)('that says it is %s, which only Triggerfish can know', type => {
    const faults = faultsOf(posted({ type, properties: { journey: 'a', segment: 'b' } }))
    expect(faults).toContainEqual({
      path: 'type',
      message: expect.stringMatching(/^is made by Triggerfish itself/),
    })
  })

  test('as a call of a journey, with the way to make one', () => {
    expect(faultsOf(posted({ type: 'journey_called' }))[0]?.message).toContain(
      'call a journey with POST /v1/journeys/ID/calls',
    )
  })

  test('with names of the customer that no store takes', () => {
    expect(faultsOf(posted({ customer: { id: 'a\0b' } }))).toMatchObject([{ path: 'customer.id' }])
    expect(faultsOf(posted({ customer: { anonymousId: '\ud800' } }))).toMatchObject([
      { path: 'customer.anonymousId' },
    ])
    expect(faultsOf(posted({ id: 'e\0' }))).toMatchObject([{ path: 'id' }])
  })
})

describe('limits on properties', () => {
  test('sixteen levels, and no more', () => {
    expect(faultsOfProperties(nested(limits.depth))).toEqual([])
    expect(faultsOfProperties(nested(limits.depth + 1))).toMatchObject([
      { path: `properties${'.a'.repeat(limits.depth)}`, message: 'must not be nested deeper than 16 levels' },
    ])
    expect(faultsOfProperties(JSON.parse(`{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`))).toHaveLength(1)
  })

  test('512 properties, and no more, wherever they are outside of lists', () => {
    expect(faultsOfProperties(named(512))).toEqual([])
    expect(faultsOfProperties(named(513))).toEqual([
      { path: 'properties', message: 'must have at most 512 properties' },
    ])
    expect(faultsOfProperties({ a: named(256), b: named(255) })).toMatchObject([{ path: 'properties' }])
  })

  test('a long order fits, because what is in lists does not count as properties', () => {
    const items = Array.from({ length: 200 }, (_, n) => ({ productId: `sku-${n}`, ...named(9) }))
    expect(
      faultsOfProperties({ order: { id: 'o', total: '1', currency: 'EUR', items } }, 'order_completed'),
    ).toEqual([])
  })

  test('10,000 values in all', () => {
    expect(faultsOfProperties({ list: Array(9_999).fill(1) })).toEqual([])
    expect(faultsOfProperties({ list: Array(10_000).fill(1) })).toEqual([
      { path: 'properties', message: 'must hold at most 10000 values' },
    ])
  })

  test('16 KB of text in one value or name', () => {
    expect(faultsOfProperties({ text: 'x'.repeat(16_384) })).toEqual([])
    expect(faultsOfProperties({ list: [1, 'x'.repeat(16_385)] })).toEqual([
      { path: 'properties.list.1', message: 'must be at most 16384 characters long' },
    ])
    expect(faultsOfProperties({ ['x'.repeat(16_385)]: 1 })).toMatchObject([{ path: 'properties' }])
  })

  test('no text that PostgreSQL cannot store as jsonb', () => {
    expect(faultsOfProperties({ a: 'x\0' })).toEqual([
      { path: 'properties.a', message: 'must not contain NUL' },
    ])
    expect(faultsOfProperties({ a: '\udc00\ud800' })).toEqual([
      { path: 'properties.a', message: 'must be valid Unicode' },
    ])
    expect(faultsOfProperties({ 'x\0': 1 })).toEqual([
      { path: 'properties', message: 'has a name that must not contain NUL' },
    ])
    expect(faultsOfProperties({ a: '👟 schön' })).toEqual([])
    expect(faultsOfProperties(JSON.parse('{"a":1e999}'))).toEqual([
      { path: 'properties.a', message: 'must be a finite number' },
    ])
  })

  test.each(['__proto__', 'constructor', 'prototype'])('no property named %s', name => {
    expect(faultsOfProperties(JSON.parse(`{"deep":[{"${name}":{"x":1}}]}`))).toEqual([
      { path: `properties.deep.0.${name}`, message: 'must not be a name' },
    ])
    expect(faultsOfProperties(JSON.parse(`{"${name}":1}`))).toHaveLength(1)
  })

  test('a flood of faults is cut off', () => {
    const items = Array.from({ length: 900 }, () => ({ price: 1 }))
    expect(faultsOfProperties({ cart: { items } }, 'cart_viewed')).toHaveLength(20)
    expect(faultsOfProperties({ list: Array(900).fill('\0') })).toHaveLength(20)
  })

  test('whatever JSON holds, parsing answers and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), fc.jsonValue(), (properties, customer) => {
        for (const raw of [
          properties,
          posted({ properties }),
          posted({ customer }),
          posted({ type: 'cart_viewed', properties }),
        ]) {
          expect(Object.keys(parse(raw))).toHaveLength(1)
        }
      }),
    )
  })
})

describe('what Triggerfish makes itself', () => {
  test('is known, and says what it carries', () => {
    for (const type of ownEventTypes) {
      expect(knownEventTypes).toContain(type)
      expect(propertySchemas[type]?.safeParse({}).success, type).toBe(false)
    }
    const carried: Record<(typeof ownEventTypes)[number], object> = {
      segment_entered: { segment: 'lapsed' },
      segment_left: { segment: 'lapsed' },
      date_reached: { journey: 'birthday', trigger: 0, date: '2026-11-20' },
      journey_called: { journey: 'care-call', reason: 'late' },
      webhook_answered: {
        enrollment: '6b0d5a52-2f0e-4d0f-9c57-0b8f9b9d7c11',
        step: 'ask',
        pass: 1,
        status: 200,
        body: null,
      },
      audit_failed: {
        area: 'data',
        code: 'events_stopped',
        subject: 'shop order_completed',
        severity: 'error',
      },
      audit_recovered: { area: 'data', code: 'events_stopped', subject: 'shop', severity: 'error' },
    }
    for (const [type, properties] of Object.entries(carried))
      expect(propertySchemas[type]?.safeParse(properties).success, type).toBe(true)
  })
})
