// What the checker knows of reports, of the global holdout, and of splits with a rule.
import { describe, expect, test } from 'vitest'
import { aSettings } from '../../../support/workspace-files.js'
import { type Changes, findings, hello, inShort, ofJourney } from './findings-of.js'

const withSettings = (changes: Record<string, unknown>, more: Changes = {}): string[] =>
  findings({ 'settings.json': aSettings(changes), ...more })
const vip = { 'segments/vip.json': { if: { 'customer.orders': { gte: 5 } } } }

describe('segments that reports are grouped by', () => {
  const reports = { segments: ['vip'] }

  test('must be there', () => {
    expect(withSettings({ reports: { segments: ['vpi'] } }, vip).slice(0, 1)).toEqual([
      'error segment_missing settings.json reports.segments[0]: there is no segments/vpi.json; did you mean "vip"?',
    ])
    expect(withSettings({ reports }, vip)).toEqual([])
  })
  test('are used by that, and so are those they need', () => {
    const gold = { 'segments/gold.json': { if: { all: [{ segment: 'vip' }, { consent: 'email' }] } } }
    expect(withSettings({ reports: { segments: ['gold'] } }, { ...vip, ...gold })).toEqual([])
    expect(inShort(withSettings({}, vip))).toEqual(['unused_file segments/vip.json '])
  })
  test('are not too many', () => {
    const segments = Array.from({ length: 21 }, (_, i) => `s${i}`)
    expect(withSettings({ reports: { segments } })).toEqual([
      'error wrong_value settings.json reports.segments: must have at most 20 entries',
    ])
  })
  test('are named once', () => {
    expect(inShort(withSettings({ reports: { segments: ['vip', 'vip'] } }, vip))).toEqual([
      'wrong_value settings.json reports.segments',
    ])
  })
})

describe('rates', () => {
  const rates = (given: object) => inShort(withSettings({ reports: { rates: given } }))

  test.each(['0.92', '1', '110', '0.000001'])('may be %s', rate => {
    expect(rates({ USD: rate })).toEqual([])
  })
  test.each(['0', '0.00', '-1', '1,5', '1e3', ''])('may not be %j', rate => {
    expect(rates({ USD: rate })).toEqual(['wrong_value settings.json reports.rates.USD'])
  })
  test('need none for the currency of the workspace', () => {
    expect(withSettings({ reports: { rates: { EUR: '1' } } })).toEqual([
      'error wrong_value settings.json reports.rates.EUR: EUR is the currency of the workspace itself, and always worth 1; take this rate away',
    ])
  })
})

describe('the global holdout', () => {
  const holdout = (given: object) => inShort(withSettings({ holdout: { share: 0.05, ...given } }))

  test('needs no goal: orders are one', () => {
    expect(holdout({})).toEqual([])
  })
  test('may have one of its own', () => {
    const goal = {
      event: 'order_completed',
      where: { 'order.total': { gte: 20 } },
      within: '14d',
      value: 'order.total',
    }
    expect(holdout({ goal })).toEqual([])
  })
  test.each<[unknown, string]>([
    [0.6, 'must be at most 0.5, which is a half; a tenth is 0.1'],
    [10, 'must be at most 0.5, which is a half; a tenth is 0.1'],
    ['10%', 'must be a number such as 0.1, which is a tenth'],
    [undefined, 'is missing; it must be a number'],
    [-0.1, 'must be at least 0'],
  ])('is a share, and not for most: %j', (share, message) => {
    const told = `error wrong_value settings.json holdout.share: ${message}`
    expect(withSettings({ holdout: { share } })).toEqual([told])
  })
  test.each<[object, string]>([
    [{ event: 'order_complete' }, 'unusual_event settings.json holdout.goal.event'],
    [{ value: 'order.totl' }, 'unusual_field settings.json holdout.goal.value'],
    [{ where: { 'order.totl': 5 } }, 'unusual_field settings.json holdout.goal.where["order.totl"]'],
    [{ exits: true }, 'unknown_property settings.json holdout.goal'],
    [
      { where: { 'customer.vip': true } },
      'goal_reads_customer settings.json holdout.goal.where["customer.vip"]',
    ],
    [
      { where: { 'order.total': { gte: { path: 'customer.limit' } } } },
      'goal_reads_customer settings.json holdout.goal.where["order.total"].gte.path',
    ],
  ])('has a goal that can be: %j', (slip, told) => {
    expect(holdout({ goal: { event: 'order_completed', within: '14d', ...slip } })).toEqual([told])
  })
})

describe('a split with a rule', () => {
  const split = (decide: object) => ({
    id: 'tone',
    split: [
      { name: 'plain', weight: 1, then: [hello] },
      { name: 'none', weight: 1, then: [] },
    ],
    decide,
  })
  const told = (decide: object, more: object = {}) =>
    inShort(ofJourney({ steps: [split(decide)], ...more })).map(line =>
      line.replace(/^(\S+) .*?(?=steps)/, '$1 '),
    )

  test('is decided by orders where nothing else is said', () => {
    expect(told({})).toEqual([])
  })
  test('needs a goal, and a value to decide by revenue', () => {
    expect(told({}, { goal: undefined })).toContain('undecidable steps[0].decide')
    expect(told({ by: 'revenue' })).toEqual(['undecidable steps[0].decide.by'])
    const goal = { event: 'order_completed', within: '3d', value: 'order.total' }
    expect(told({ by: 'revenue' }, { goal })).toEqual([])
  })
  test.each<[object, string]>([
    [{ control: 'plian' }, 'wrong_value steps[0].decide.control'],
    [{ entrants: 50 }, 'wrong_value steps[0].decide.entrants'],
    [{ confidence: 1 }, 'wrong_value steps[0].decide.confidence'],
    [{ by: 'clicks' }, 'wrong_value steps[0].decide.by'],
    [{ untill: '3d' }, 'unknown_property steps[0].decide'],
  ])('can be wrong: %j', (decide, fault) => {
    expect(told(decide)).toEqual([fault])
  })
  test('is told which variants there are, and how a share is written', () => {
    const said = (decide: object) => ofJourney({ steps: [split(decide)] }).map(line => line.split(': ')[1])
    expect(said({ control: 'plian' })).toEqual([
      'must be the name of a variant, "plain", "none"; did you mean "plain"?',
    ])
    expect(said({ confidence: 95 })).toEqual(['must be at most 0.999; 95 % is 0.95'])
  })
})

describe('what a goal tests', () => {
  test.each(['all', 'segment', 'consent'])('are fields alone, and nothing like "%s"', word => {
    const goal = { event: 'order_completed', within: '3d', exits: true, where: { [word]: 'x' } }
    expect(ofJourney({ goal })).toEqual([
      `error wrong_field goal.where.${word}: "${word}" is a word of conditions ("if"); here only fields are tested, such as "cart.value", and all of them must match`,
    ])
  })
})

describe('what a goal is worth', () => {
  const event = {
    'events/booking_made.json': { properties: { sum: 'amount', 'trip.price': 'amount', note: 'text' } },
  }
  const worth = (value: string, type = 'order_completed') =>
    ofJourney({ goal: { event: type, within: '3d', exits: true, value } }, event)

  test.each([
    ['order.total', 'order_completed'],
    ['order.items.0.price', 'order_completed'],
    ['product.price', 'product_viewed'],
    ['fee', 'whatever_posted'],
  ])('is an amount of the event: %s', (value, type) => {
    expect(worth(value, type).filter(line => line.includes('goal.value'))).toEqual([])
  })
  test.each([
    ['order', 'no amount but an object'],
    ['order.items', 'no amount but a list'],
    ['order.itemCount', 'no amount but a number'],
  ])('is not what can never be one: %s', (value, told) => {
    expect(worth(value)).toEqual([
      `error wrong_value goal.value: "${value}" is ${told}; name the amount, such as "order.total"`,
    ])
  })
  test.each(['data.cart.value', 'customer.ltv', 'steps.hello.price'])('is not read elsewhere: %s', value => {
    expect(worth(value)).toEqual([
      `error wrong_value goal.value: "${value}" is no property of the event; the value is read from "order_completed" itself, such as "order.total"`,
    ])
    const goal = { event: 'order_completed', within: '14d', value }
    expect(inShort(withSettings({ holdout: { share: 0.05, goal } }))).toEqual([
      'wrong_value settings.json holdout.goal.value',
    ])
  })
  test('has its currency beside it', () => {
    expect(worth('trip.price', 'booking_made')).toEqual([
      'warning unusual_field goal.value: no event "booking_made" is known to have "trip.currency", without which "trip.price" is worth nothing; if your shop sends it, describe it in events/booking_made.json',
    ])
  })
})
