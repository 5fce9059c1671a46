import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { generateRecording, type PostedEvent, recordingHours } from '../../../src/demo/generate.js'
import { parseEvent } from '../../../src/model/event.js'

const start = new Date('2026-11-18T06:00:00Z')
const record = (seed: number) => generateRecording({ seed, start })
const hashOf = (events: PostedEvent[]) => createHash('sha256').update(JSON.stringify(events)).digest('hex')
const events = record(1)
const count = (type: string) => events.filter(event => event.type === type).length

describe('the recording', () => {
  it('is the same for the same seed', () => {
    expect(hashOf(record(1))).toBe(hashOf(events))
  })

  it('is another one for another seed', () => {
    expect(hashOf(record(2))).not.toBe(hashOf(events))
  })

  it.each([1, 2, 3, 4, 5])('is a few thousand events long, whatever the seed (%i)', seed => {
    const { length } = record(seed)
    expect(length).toBeGreaterThanOrEqual(2_500)
    expect(length).toBeLessThanOrEqual(4_000)
  })

  it('holds nothing that ingest would refuse', () => {
    const faults = events.flatMap(event => {
      const parsed = parseEvent(event, 'demo', new Date(start.getTime() + recordingHours * 3_600_000))
      return 'faults' in parsed ? parsed.faults : []
    })
    expect(faults).toEqual([])
  })

  it('is in the order things happened, within its hours, each event once', () => {
    const times = events.map(event => Date.parse(event.occurredAt))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times[0]).toBeGreaterThanOrEqual(start.getTime())
    expect(times.at(-1)).toBeLessThan(start.getTime() + recordingHours * 3_600_000)
    expect(new Set(events.map(event => event.id)).size).toBe(events.length)
  })

  it('has shoppers who browse, add, remove, reach the checkout, buy and unsubscribe', () => {
    for (const type of ['product_viewed', 'product_added', 'product_removed', 'checkout_started'])
      expect(count(type), type).toBeGreaterThan(0)
    expect(count('order_completed')).toBeGreaterThan(100)
    expect(count('order_completed')).toBeLessThan(count('checkout_started') + count('cart_viewed'))
    const left = events.filter(
      ({ type, properties }) => type === 'consent_changed' && properties.status === 'unsubscribed',
    )
    expect(left.length).toBeGreaterThan(5)
  })

  it('has what the shop and the carrier tell on their own', () => {
    for (const type of ['category_viewed', 'price_dropped', 'order_delivered'])
      expect(count(type), type).toBeGreaterThan(5)
  })

  it('welcomes nobody as new whom the shop has handed over', () => {
    const sources = events.filter(({ type }) => type === 'consent_changed').map(e => e.properties.source)
    expect(new Set(sources)).toEqual(new Set(['import', 'signup-form', undefined]))
  })

  it('has shoppers who are anonymous first and known later, and keeps the name they had', () => {
    const anonymous = new Set(
      events.filter(event => !event.customer.email).map(event => event.customer.anonymousId),
    )
    const later = events.filter(
      event => event.customer.email && anonymous.has(event.customer.anonymousId ?? ''),
    )
    expect(anonymous.size).toBeGreaterThan(50)
    expect(new Set(later.map(event => event.customer.id)).size).toBeGreaterThan(50)
  })

  it('adds carts up to the cent', () => {
    for (const { properties } of events) {
      const { cart } = properties as {
        cart?: { value?: string; items: { price: string; quantity: number }[] }
      }
      if (cart?.value === undefined) continue
      const cents = cart.items.reduce(
        (sum, item) => sum + Number(item.price.replace('.', '')) * item.quantity,
        0,
      )
      expect(Number(cart.value.replace('.', ''))).toBe(cents)
    }
  })

  it('uses made-up addresses only', () => {
    for (const { customer } of events) {
      expect(customer.email ?? '.example').toMatch(/\.example$/)
      expect(customer.phone ?? '+12025550100').toMatch(/^\+1\d{3}55501\d\d$|^\+15005550001$/)
    }
  })
})
