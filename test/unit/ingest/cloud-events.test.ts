// CloudEvents 1.0 become events of ours, and what is wrong with them is told in their own words.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { typeOfCloudEvent } from '../../../src/ingest/cloud-event-type.js'
import { listCloudEvents, sortCloudEvents } from '../../../src/ingest/cloud-events.js'

const receivedAt = new Date('2026-11-20T10:00:00Z')
const sort = (...list: unknown[]) => sortCloudEvents(list, 'shop-de', receivedAt)
const aCloudEvent = (change: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: 'A234-1234-1234',
  source: 'https://shop.example/orders',
  type: 'com.example.order.completed',
  subject: 'id:c-42',
  time: '2026-11-20T09:00:00Z',
  data: { order: { id: 'o-1', total: '19.90', currency: 'EUR' } },
  ...change,
})
const faultsOf = (change: Record<string, unknown>) => sort(aCloudEvent(change)).rejected[0]?.errors
const eventOf = (change: Record<string, unknown>) => sort(aCloudEvent(change)).events[0]

describe('types', () => {
  test.each([
    ['com.example.order.completed', 'order_completed'],
    ['com.example.order.completed.v1', 'order_completed'],
    ['com.example.product.added.to.wishlist', 'product_wished'],
    ['com.example.checkout.info.product.list.viewed', 'category_viewed'],
    ['order.completed', 'order_completed'],
    ['order_completed', 'order_completed'],
    ['OrderCompleted', 'order_completed'],
    ['com.example.add_to_cart', 'product_added'],
    ['com.example.shop.OrderCompleted', 'order_completed'],
    ['com.example.purchase', 'order_completed'],
    ['purchase', 'order_completed'],
    ['com.example.gift.card.purchase', 'card_purchase'],
    ['com.example.newsletter.joined', 'newsletter_joined'],
    ['de.example.signup', 'signup'],
    ['newsletter.joined', 'newsletter_joined'],
    ['shop.newsletter.joined', 'newsletter_joined'],
  ])('%s is %s', (dotted, type) => {
    expect(typeOfCloudEvent(dotted)).toEqual({ type })
  })

  test.each(['', '...', '42', 'com.example.segment.entered'])('%j is none, and says why', dotted => {
    expect(typeOfCloudEvent(dotted)).toEqual({ fault: expect.any(String) })
  })
})

describe('a CloudEvent', () => {
  test('is the event it tells of, whose id is that of its source and id', () => {
    expect(sort(aCloudEvent())).toEqual({
      rejected: [],
      events: [
        {
          source: 'shop-de',
          id: 'ce:https://shop.example/orders:A234-1234-1234',
          type: 'order_completed',
          occurredAt: '2026-11-20T09:00:00.000Z',
          receivedAt: '2026-11-20T10:00:00.000Z',
          customer: { id: 'c-42' },
          properties: { order: { id: 'o-1', total: '19.90', currency: 'EUR' } },
        },
      ],
    })
  })

  test('without a time happened when it came', () => {
    expect(eventOf({ time: undefined })?.occurredAt).toBe('2026-11-20T10:00:00.000Z')
  })

  test('may have its customer and its properties in its data', () => {
    const data = { customer: { email: 'Ann@Example.com' }, properties: { note: 1 } }
    expect(eventOf({ type: 'note.taken', data })).toMatchObject({
      customer: { email: 'ann@example.com' },
      properties: { note: 1 },
    })
    expect(eventOf({ type: 'note.taken', data: { customer: { id: 'c-7' }, note: 2 } })).toMatchObject({
      customer: { id: 'c-7' },
      properties: { note: 2 },
    })
    expect(eventOf({ type: 'page.viewed', data: undefined })?.properties).toEqual({})
  })

  test('has an id of its own, however long, and whatever colons are in it', () => {
    const long = eventOf({ id: 'x'.repeat(300) })?.id
    expect(long).toMatch(/^ce:[0-9a-f-]{36}$/)
    expect(eventOf({ id: 'x'.repeat(300) })?.id).toBe(long)
    expect(eventOf({ id: 'x'.repeat(301) })?.id).not.toBe(long)
    expect(eventOf({ source: 'a:b', id: 'c' })?.id).not.toBe(eventOf({ source: 'a', id: 'b:c' })?.id)
  })

  test.each([
    [{ specversion: '0.3' }, 'specversion'],
    [{ specversion: 1 }, 'specversion'],
    [{ id: '' }, 'id'],
    [{ id: 7 }, 'id'],
    [{ source: undefined }, 'source'],
    [{ type: null }, 'type'],
    [{ type: 'segment.entered' }, 'type'],
    [{ time: 'yesterday' }, 'time'],
    [{ time: '2026-11-20T12:00:00Z' }, 'time'],
    [{ subject: 'orders/1' }, 'subject'],
    [{ subject: 'email:none' }, 'subject.email'],
    [{ data: { customer: {} } }, 'data.customer'],
    [{ data: { order: { id: 'o', total: 1, currency: 'EUR' } } }, 'data.order.total'],
    [{ data: { properties: { order: {} } } }, 'data.properties.order.id'],
    [{ data: 'text' }, 'data'],
    [{ data_base64: 'AA==' }, 'data_base64'],
  ])('%j is refused at %s', (change, path) => {
    expect(faultsOf(change)?.map(fault => fault.path)).toContain(path)
  })

  test('that is bad costs no good one', () => {
    const { events, rejected } = sort(aCloudEvent({ id: 'a' }), 7, aCloudEvent({ id: 'b' }), null)
    expect(events).toHaveLength(2)
    expect(rejected.map(({ index }) => index)).toEqual([1, 3])
  })

  test('can be anything without harm', () => {
    const any = fc.jsonValue({ maxDepth: 3 })
    const event = fc.record(
      {
        specversion: fc.constant('1.0'),
        id: any,
        source: any,
        type: any,
        subject: any,
        time: any,
        data: any,
      },
      { requiredKeys: ['specversion'] },
    )
    fc.assert(
      fc.property(fc.oneof(any, event), raw => {
        const { events, rejected } = sort(raw)
        expect(events.length + rejected.length).toBe(1)
      }),
      { numRuns: 300 },
    )
  })
})

describe('which requests hold CloudEvents', () => {
  test('structured ones, by their content type', () => {
    expect(listCloudEvents({ 'content-type': 'application/cloudevents+json; charset=utf-8' }, 7)).toEqual([7])
    expect(listCloudEvents({ 'content-type': 'application/cloudevents-batch+json' }, [1, 2])).toEqual([1, 2])
    expect(listCloudEvents({ 'content-type': 'application/cloudevents-batch+json' }, {})).toEqual([{}])
  })

  test('binary ones, by their headers, whose values may be percent-encoded', () => {
    const headers = {
      'content-type': 'application/json',
      'ce-id': 'a%20b',
      'ce-subject': '100%',
      'ce-data': 'x',
    }
    expect(listCloudEvents(headers, { a: 1 })).toEqual([{ id: 'a b', subject: '100%', data: { a: 1 } }])
  })

  test('and no others', () => {
    expect(listCloudEvents({ 'content-type': 'application/json' }, {})).toBeUndefined()
  })
})
