// Whatever a page posts, nothing is thrown, and every event is one or the other: accepted as any event must be, or refused.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventNames } from '../../../../src/ingest/names/event-names.js'
import { sortPageEvents } from '../../../../src/ingest/script/page-events.js'
import { parseEvent } from '../../../../src/model/event.js'

const receivedAt = new Date('2026-11-20T10:00:00Z')
const names = [...Object.keys(eventNames), ...Object.values(eventNames).flat(), 'consent_changed', 'my_own']

const aName = fc.record(
  {
    anonymousId: fc.constant('a-browser-of-its-own'),
    id: fc.string(),
    email: fc.oneof(fc.emailAddress(), fc.string()),
    cartToken: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: ['anonymousId'] },
)
const properties = fc.dictionary(
  fc.oneof(
    fc.constantFrom('product', 'products', 'items', 'cart', 'order', 'price', 'value', 'status'),
    fc.string(),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 6 },
)
const event = fc.record({
  id: fc.stringMatching(/^[\w-]{1,64}$/),
  name: fc.oneof(fc.constantFrom(...names), fc.string()),
  at: fc.integer({ min: 0, max: receivedAt.getTime() * 2 }),
  names: aName,
  properties,
})

test('anything', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 5, arbitrary: event }, fc.jsonValue()), { maxLength: 5 }),
      fc.integer({ min: 0, max: 8.64e15 }),
      (events, sentAt) => {
        const sorted = sortPageEvents({ key: 'k', sentAt, events: [...events] }, 'shop', receivedAt)
        const places = sorted.rejected.map(({ index }) => index)
        expect(places.every((place, n) => place < events.length && (n === 0 || place > places[n - 1]!))).toBe(
          true,
        )
        expect(sorted.events.length).toBeGreaterThanOrEqual(events.length - places.length)
        for (const { source, receivedAt: at, ...raw } of sorted.events)
          expect(parseEvent(raw, source, new Date(at))).toHaveProperty('event')
      },
    ),
    { numRuns: 1_000 },
  )
})
