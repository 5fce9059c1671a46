// Eight weeks of a large, a small and a tiny shop: silent while nothing is wrong, and how many hours pass until a fault is told,
// once and for as long as it lasts. The figures of the page are these.
import { describe, expect, test } from 'vitest'
import { read } from '../../house/files.js'
import {
  auditedWeeks,
  type Counts,
  type Fault,
  none,
  type Stream,
  shops,
  type Told,
  weeks,
} from './simulated-shop.js'

type Size = keyof typeof shops

/** Tuesday, ten o'clock in the shop, of the seventh week. */
const tuesday = weeks(6) + 24 + 8

const of =
  (source: string, change: (hour: Counts, stream: Stream) => Partial<Counts>): Fault['change'] =>
  (stream, hour) =>
    stream.source === source ? { ...hour, ...change(hour, stream) } : hour

const faults: Readonly<Record<string, { readonly code: string; readonly change: Fault['change'] }>> = {
  'the shop’s server stops sending': { code: 'events_too_few', change: of('shop', () => none) },
  'the script falls out of the theme': { code: 'events_too_few', change: of('web', () => none) },
  'the theme drops the price': {
    code: 'event_field_missing',
    change: of('web', ({ checked }) => ({ missing: checked })),
  },
  'the server’s clock is 2 hours ahead': {
    code: 'events_refused',
    change: of('shop', ({ events }) => ({ ...none, refused: events })),
  },
  'the server’s clock is 2 hours behind': {
    code: 'events_delayed',
    change: of('shop', ({ events }) => ({ delayed: events })),
  },
  'each event comes three times': {
    code: 'events_repeated',
    change: of('web', ({ events }) => ({ repeats: 2 * events })),
  },
  'each comes three times, with ids of its own': {
    code: 'events_doubled',
    change: of('web', ({ events }) => ({ events: 3 * events, doubled: 2 * events })),
  },
  'orders lose the customer': {
    code: 'orders_nameless',
    change: of('shop', ({ events }, { type }) => (type === 'order_completed' ? { nameless: events } : {})),
  },
}

const faulty = (size: Size, fault: Fault, to: number): Told[] =>
  auditedWeeks({
    ...{ shop: shops[size], seed: 11, fault, from: tuesday - 49, to },
    // It is told within days; after that it only has to go on.
    every: hour => (hour < tuesday || hour > tuesday + 96 ? 7 : 1),
  })

describe('weeks without a fault are silent', () => {
  const chances = Array.from({ length: Number(process.env.TF_CHANCES ?? 2) }, (_, n) => n + 1)

  test.each(chances)('of shops whose chance is number %i', { timeout: 60_000 }, seed => {
    // An odd step comes by every hour of the week.
    for (const shop of Object.values(shops))
      expect(auditedWeeks({ shop, seed, to: weeks(8), every: () => (chances.length > 2 ? 1 : 5) })).toEqual(
        [],
      )
  })
})

describe('a fault', () => {
  test.each(Object.entries(faults))('is told: %s', (name, { code, change }) => {
    const hours = (['large', 'small'] as const).map(size => {
      const told = faulty(size, { at: tuesday, change }, weeks(8) + 72)
      const own = told.filter(one => one.code === code)
      expect(told.filter(({ at }) => at <= tuesday)).toEqual([])
      expect(own.length).toBeGreaterThan(0)
      // One turn of each subject, which goes on.
      expect(new Set(own.map(({ subject }) => subject)).size).toBe(own.length)
      expect(own.filter(({ until }) => until !== null)).toEqual([])
      return Math.min(...own.map(({ at }) => at)) - tuesday
    })
    expect(read('docs/reference/audits.md')).toContain(`| ${name} | \`${code}\` | ${hours.join(' | ')} |`)
  })

  test('is over within a day of being mended, and can be told again the week after', () => {
    const gap = (at: number, length: number): Fault => ({
      at,
      until: at + length,
      change: of('web', () => none),
    })
    const once = faulty('large', gap(tuesday, 30), weeks(7) + 48).filter(
      ({ code }) => code === 'events_too_few',
    )
    expect(once.map(({ at }) => at - tuesday).every(hours => hours <= 12)).toBe(true)
    expect(once.every(({ until }) => until !== null && until - tuesday <= 30 + 24)).toBe(true)
    const again = auditedWeeks({
      shop: shops.large,
      seed: 11,
      from: weeks(6),
      to: weeks(8) + 24,
      fault: { at: tuesday, change: alternating(of('web', () => none)) },
    }).filter(({ code, subject }) => code === 'events_too_few' && subject === 'web product_viewed')
    expect(again).toHaveLength(2)
  })
})

/** Faulty for thirty hours, and for thirty more a week later. */
function alternating(change: Fault['change']): Fault['change'] {
  const passed = new Map<Stream, number>()
  return (stream, hour) => {
    const hours = passed.get(stream) ?? 0
    passed.set(stream, hours + 1)
    return hours % 168 < 30 && hours < 336 ? change(stream, hour) : hour
  }
}

test('what lasts for five weeks is told once, and does not become the usual', () => {
  const { change } = faults['the script falls out of the theme']!
  const told = auditedWeeks({
    ...{ shop: shops.large, seed: 11, fault: { at: tuesday, change } },
    ...{ from: tuesday, to: tuesday + weeks(5), every: () => 13 },
  })
  expect(told.map(({ subject, until }) => [subject, until])).toEqual(
    ['product_viewed', 'product_added', 'checkout_started'].map(type => [`web ${type}`, null]),
  )
})

test('a shop with an order a day hears of it when none came for two weeks', () => {
  const told = faulty('tiny', { at: tuesday, change: of('shop', () => none) }, weeks(9))
  expect(told).toMatchObject([{ code: 'events_too_few', subject: 'shop order_completed', until: null }])
  expect(told[0]!.at - tuesday).toBeLessThanOrEqual(14 * 24 + 24)
})

test('what stops in the first week is told after a weekend’s time', () => {
  const change = of('web', () => none)
  const told = auditedWeeks({ shop: shops.large, seed: 5, fault: { at: 24 * 5, change }, to: 24 * 8 })
  expect(told.map(({ code, subject, at }) => [code, subject, at])).toEqual(
    ['product_viewed', 'product_added', 'checkout_started'].map(type => [
      'events_too_few',
      `web ${type}`,
      180,
    ]),
  )
})
