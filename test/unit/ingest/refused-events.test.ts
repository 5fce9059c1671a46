// What was refused is told by type and place, in the words of our events whatever form it was posted in, and without a value.
import { expect, test } from 'vitest'
import { knownPlace, knownType } from '../../../src/audits/refused/known-place.js'
import { readCloudEvent, sortCloudEvents } from '../../../src/ingest/cloud-events.js'
import { sortPosted } from '../../../src/ingest/posted-events.js'
import { refusedEvents } from '../../../src/ingest/refused-events.js'
import { readPageEvent, sortPageEvents } from '../../../src/ingest/script/page-events.js'

const now = new Date('2026-11-21T12:00:00Z')
const order = {
  id: 'e-1',
  type: 'order_completed',
  occurredAt: '2026-11-21T11:00:00Z',
  customer: { id: 'c-1' },
  properties: { order: { id: 'o-1', total: 'many', currency: 'EUR', items: [{}, { productId: 'x' }] } },
}

test('an event lacks a place, or has something else there', () => {
  const posted = [order, { ...order, properties: {} }, 7]
  const { rejected } = sortPosted(posted, 'shop', now)
  expect(refusedEvents(posted, rejected)).toMatchObject([
    {
      type: 'order_completed',
      faults: [
        { path: 'properties.order.total', fault: 'wrong' },
        { path: 'properties.order.items.*.productId', fault: 'missing' },
      ],
    },
    { type: 'order_completed', faults: [{ path: 'properties.order', fault: 'missing' }] },
    { type: '' },
  ])
})

test('a clock that is hours ahead is a wrong time', () => {
  const posted = [
    {
      ...order,
      properties: { order: { id: 'o', total: '1.00', currency: 'EUR' } },
      occurredAt: '2026-11-21T14:00:00Z',
    },
  ]
  expect(refusedEvents(posted, sortPosted(posted, 'shop', now).rejected)).toEqual([
    { type: 'order_completed', faults: [{ path: 'occurredAt', fault: 'wrong' }] },
  ])
})

test('CloudEvents and events of pages are told by our types', () => {
  const cloud = [{ specversion: '1.0', id: 'a', source: 's', type: 'com.example.order.completed', data: {} }]
  expect(refusedEvents(cloud, sortCloudEvents(cloud, 'shop', now).rejected, readCloudEvent)).toMatchObject([
    { faults: [{ path: 'subject', fault: 'missing' }] },
  ])
  const at = now.getTime()
  const names = { anonymousId: 'a'.repeat(16), email: 'nobody' }
  const page = [{ id: 'p', name: 'Product Viewed', at, names, properties: {} }]
  const { rejected } = sortPageEvents({ key: 'k', sentAt: at, events: page }, 'web', now)
  expect(refusedEvents(page, rejected, readPageEvent)).toEqual([
    { type: 'product_viewed', faults: [{ path: 'customer.email', fault: 'wrong' }] },
  ])
})

test.each([
  ['properties.order.items.*.price', 'properties.order.items.*.price'],
  ['data.order.total', 'properties.order.total'],
  ['properties.ann@example.com.price', 'properties'],
  ['customer.email', 'customer.email'],
  ['customer.ann@example.com', 'customer'],
  ['ann@example.com', 'elsewhere'],
  ['', 'elsewhere'],
])('the place %s is kept as %s', (path, kept) => {
  expect(knownPlace(path)).toBe(kept)
})

test('a type is kept where it could be one', () => {
  expect(['order_completed', 'Ann@example.com', 'x'.repeat(65), ''].map(knownType)).toEqual([
    'order_completed',
    '',
    '',
    '',
  ])
})
