// Faults are told in our words: whoever posts knows nothing of zod.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseProduct } from '../../../src/catalog/product.js'
import { parseCall } from '../../../src/ingest/journey-call.js'
import { knownEventTypes, parseEvent } from '../../../src/model/event.js'
import { inOurWords } from '../../../src/model/shape-words.js'

const now = new Date('2026-11-20T10:00:00Z')
const zodsWords = /Invalid|expected|received|undefined|Unrecognized|Too (big|small)|NaN/

const said = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, inOurWords).error?.issues.map(({ message }) => message)

describe('a fault of the shape', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['something is missing', z.object({ a: z.string() }), {}, 'is missing; it must be a string'],
    ['something is of another kind', z.array(z.string()), {}, 'must be a list'],
    ['a number is none', z.number(), '5', 'must be a number'],
    ['a number has a fraction', z.int(), 1.5, 'must be a whole number'],
    ['a word is not among those', z.enum(['a', 'b']), 'c', 'must be one of "a", "b"'],
    ['a word is left out', z.object({ a: z.literal('x') }), {}, 'is missing; it must be "x"'],
    [
      'a property is unknown',
      z.strictObject({ a: z.string() }),
      { a: '', b: 1 },
      'has the unknown property "b"; allowed here: "a"',
    ],
    ['a text is empty', z.string().min(1), '', 'must not be empty'],
    ['a text is too long', z.string().max(2), 'abc', 'must have at most 2 characters'],
    ['a list is too short', z.array(z.int()).min(2), [1], 'must have at least 2 entries'],
    ['a list is too long', z.array(z.int()).max(2), [1, 2, 3], 'must have at most 2 entries'],
    ['a number is too small', z.number().positive(), 0, 'must be more than 0'],
    ['a number is too great', z.number().max(9), 10, 'must be at most 9'],
    ['a number is just too great', z.number().lt(9), 9, 'must be less than 9'],
  ])('where %s', (_, schema, value, message) => {
    expect(said(schema, value)).toEqual([message])
  })
  test('that the schema has words for is told in these', () => {
    expect(said(z.string({ error: 'must be a key' }), 5)).toEqual(['must be a key'])
  })
})

describe('no words of zod are in what is said of', () => {
  const odd = fc.oneof(
    { withCrossShrink: true },
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('x'.repeat(300), '', null, -1, [], {}, [[]], { items: [{}] }, { id: 1, items: {} }),
  )
  const some = (names: readonly string[]) =>
    fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: names.length })
  const silent = (faults: readonly { readonly message: string }[]): void => {
    for (const { message } of faults) expect(message).not.toMatch(zodsWords)
  }

  test('an event', () => {
    const customer = some(['id', 'email', 'phone', 'anonymousId', 'orderToken', 'shoeSize'])
    const properties = some(['cart', 'order', 'product', 'channel', 'status', 'topic', 'kind', 'method'])
    const event = fc.record(
      {
        id: fc.oneof(fc.constant('e1'), odd),
        type: fc.oneof(fc.constantFrom(...knownEventTypes), odd),
        occurredAt: odd,
        customer: fc.oneof(customer, odd),
        properties: fc.oneof(properties, odd),
        extra: odd,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(event, odd), raw => {
        const parsed = parseEvent(raw, 'shop', now)
        if ('faults' in parsed) silent(parsed.faults)
      }),
      { numRuns: 1_000 },
    )
  })
  test('a call, or a product', () => {
    const call = some(['id', 'customer', 'data', 'occurredAt', 'extra'])
    const product = some(['id', 'name', 'price', 'currency', 'inStock', 'url', 'categories', 'updatedAt'])
    fc.assert(
      fc.property(fc.oneof(call, odd), fc.oneof(product, odd), (rawCall, rawProduct) => {
        const parsed = parseCall(rawCall, { journey: 'a', source: 's', receivedAt: now, freshId: 'i' })
        if ('faults' in parsed) silent(parsed.faults)
        const told = parseProduct(rawProduct, now)
        if ('faults' in told) silent(told.faults)
      }),
      { numRuns: 500 },
    )
  })
})
