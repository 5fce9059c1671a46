// What the checker knows of events and their properties: names that nothing has, and tests nothing passes.
import { describe, expect, test } from 'vitest'
import { knownEvents } from '../../../../src/journeys/definition/known-events.js'
import { knownEventTypes } from '../../../../src/model/event.js'
import { type Changes, findings, hello, inShort, ofJourney, ofSteps } from './findings-of.js'

const gift = {
  'events/gift_sent.json': { properties: { 'gift.name': 'text', 'gift.sentAt': 'date', count: 'number' } },
}

test('every type the product knows has its properties', () => {
  expect(Object.keys(knownEvents)).toEqual(expect.arrayContaining([...knownEventTypes]))
})

describe('types of events', () => {
  test('nobody knows are told, with the one that was meant', () => {
    expect(ofJourney({ trigger: { event: 'product_aded' } })).toEqual([
      'warning unusual_event trigger.event: nobody knows the event "product_aded"; did you mean "product_added"? A type of your own is described in events/product_aded.json',
    ])
    expect(ofJourney({ trigger: { event: 'loyalty_level_reached' } })).toEqual([
      'warning unusual_event trigger.event: nobody knows the event "loyalty_level_reached": Triggerfish does not, no journey emits it, and there is no events/loyalty_level_reached.json; describe it there, or name another',
    ])
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    [
      'one of several triggers',
      { trigger: [{ event: 'product_added' }, { event: 'gift_snt' }] },
      ['trigger[1].event'],
    ],
    ['a date', { trigger: { date: { last: 'gift_snt' }, after: '60d' } }, ['trigger.date.last']],
    [
      'an exit',
      { exit: [{ on: 'gift_snt' }], goal: { event: 'x_y', within: '1d', exits: true } },
      ['exit[0].on', 'goal.event'],
    ],
    [
      'a wait for one of several',
      {
        steps: [
          hello,
          { id: 'w', waitFor: { any: [{ event: 'cart_viewed' }, { event: 'gift_snt' }], within: '1d' } },
        ],
      },
      ['steps[1].waitFor.any[1].event'],
    ],
    ['a condition', { entry: { if: { not: { did: 'gift_snt' } } } }, ['entry.if.not.did']],
    ['nothing', { trigger: { event: 'gift_sent' } }, []],
  ])('named by %s', (_, changes, places) => {
    expect(inShort(ofJourney(changes, gift))).toEqual(places.map(place => `unusual_event ${place}`))
  })

  test('are known where a journey emits them', () => {
    const other = { id: 'other', trigger: { event: 'care_asked' } }
    const emits = { steps: [hello, { id: 'e', emit: 'care_asked', with: { about: 'cart' } }] }
    const files = (trigger: unknown): Changes => ({
      'other.journey.json': { ...aQuietJourney, ...other, trigger },
    })
    expect(ofJourney(emits, files({ event: 'care_asked', where: { about: 'cart' } }))).toEqual([])
    expect(inShort(ofJourney(emits, files({ event: 'care_asked', where: { reason: 'cart' } })))).toEqual([
      'unusual_field other.journey.json trigger.where.reason',
    ])
  })

  test('also in segments', () => {
    const segment = { if: { did: 'order_complete', where: { 'order.total': { gt: 5 } } } }
    expect(inShort(ofJourney({ entry: { if: { segment: 'a' } } }, { 'segments/a.json': segment }))).toEqual([
      'unusual_event segments/a.json if.did',
    ])
  })

  test.each(['order_completed', 'segment_entered', 'webhook_answered'])('a step does not emit %s', type => {
    expect(ofSteps(hello, { id: 'e', emit: type })).toEqual([
      `error emit_reserved steps[1].emit: "${type}" is not for a step to make: it says what a shopper, a provider or Triggerfish itself did; name a type of your own, such as "care_asked"`,
    ])
  })
})

const aQuietJourney = {
  name: 'Other',
  goal: { event: 'order_completed', within: '3d', exits: true },
  steps: [
    { id: 'wait', wait: '1d' },
    { ...hello, content: 'other' },
  ],
}

describe('properties', () => {
  test('an event is not known to have are told, with the remedy', () => {
    expect(ofJourney({ trigger: { event: 'product_added', where: { 'cart.vale': { gte: 20 } } } })).toEqual([
      'warning unusual_field trigger.where["cart.vale"]: no event "product_added" is known to have "cart.vale"; did you mean "cart.value"? If not, describe it in events/product_added.json',
    ])
    expect(ofJourney({ entry: { if: { 'loyalty.points': 5 } } })).toEqual([
      'warning unusual_field entry.if["loyalty.points"]: no event "product_added" is known to have "loyalty.points"; if your shop sends it, describe it in events/product_added.json',
    ])
  })

  test('of the customer’s attributes and of keywords are recognised as slips', () => {
    expect(ofJourney({ entry: { if: { 'costumer.country': 'DE', didnot: 'x' } } })).toEqual([
      'warning unusual_field entry.if["costumer.country"]: reads a field called "costumer.country"; did you mean "customer.country"?',
      'warning unusual_field entry.if.didnot: reads a field called "didnot"; did you mean "didNot"?',
    ])
  })

  const trigger = { event: 'product_added' }
  const x = { 'nothing.there': 1 }
  const where = { where: x }
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['a known one', { entry: { if: { 'cart.value': 5 } } }, undefined],
    ['a member of a list', { entry: { if: { 'cart.items.0.price': { gt: 5 } } } }, undefined],
    [
      'a member that is not there',
      { entry: { if: { 'cart.items.0.weight': 5 } } },
      'entry.if["cart.items.0.weight"]',
    ],
    ['a group', { entry: { if: { cart: { exists: true } } } }, undefined],
    ['an attribute', { entry: { if: { 'customer.whatever': 5 } } }, undefined],
    ['the data', { entry: { if: { 'data.nothing': 5 } } }, 'entry.if["data.nothing"]'],
    ['the trigger', { trigger: { event: 'product_added', where: x } }, 'trigger.where["nothing.there"]'],
    ['a call', { trigger: { api: true, where: x }, entry: { if: x } }, undefined],
    [
      'the data of a date',
      { trigger: { date: 'customer.birthday' }, entry: { if: x } },
      'entry.if["nothing.there"]',
    ],
    [
      'one of two triggers',
      { trigger: [trigger, { event: 'gift_sent' }], entry: { if: { 'gift.name': 'Mug' } } },
      undefined,
    ],
    ['an exit', { exit: [{ on: 'order_completed', if: x }] }, 'exit[0].if["nothing.there"]'],
    ['the event of an exit', { exit: [{ on: 'order_completed', if: { 'order.total': 5 } }] }, undefined],
    ['a suppression', { suppress: { if: { any: [x, x] } } }, 'suppress.if.any[0]["nothing.there"]'],
    ['the past', { entry: { if: { did: 'order_completed', ...where } } }, 'entry.if.where["nothing.there"]'],
    ['the past', { entry: { if: { did: 'order_completed', where: { 'order.total': 1 } } } }, undefined],
    [
      'a sum',
      { entry: { if: { did: 'order_completed', sum: { of: 'cart.value', gt: 1 } } } },
      'entry.if.sum.of',
    ],
    ['the catalog', { entry: { if: { catalog: 'product.productId', ...where } } }, undefined],
    ['a product', { entry: { if: { catalog: 'product.sku_', ...where } } }, 'entry.if.catalog'],
    ['a key', { key: 'order.id' }, 'key'],
    ['a value', { goal: { event: 'order_completed', within: '1d', value: 'cart.value' } }, 'goal.value'],
    [
      'what it is compared with',
      { entry: { if: { 'cart.value': { gt: { path: 'nope' } } } } },
      'entry.if["cart.value"].gt.path',
    ],
    [
      'what the past is compared with',
      {
        entry: { if: { did: 'product_viewed', where: { 'product.name': { eq: { path: 'product.name' } } } } },
      },
      undefined,
    ],
  ])('%s: %j', (_, changes, place) => {
    const found = inShort(ofJourney(changes, gift))
    expect([...new Set(found)].slice(0, 1)).toEqual(place === undefined ? [] : [`unusual_field ${place}`])
  })

  test.each<[string, unknown, string | undefined]>([
    ['a wait', { id: 'w', wait: { date: 'gift.sentAt' } }, 'steps[1].wait.date'],
    ['a branch', { id: 'b', branch: [{ if: { nope: 1 }, then: [] }] }, 'steps[1].branch[0].if.nope'],
    ['a message', { ...hello, id: 'h', skipIf: { nope: 1 } }, 'steps[1].skipIf.nope'],
    [
      'an awaited event',
      { id: 'w', waitFor: { event: 'cart_viewed', where: { nope: 1 }, within: '1d' } },
      'steps[1].waitFor.where.nope',
    ],
    [
      'one of several',
      { id: 'w', waitFor: { any: [{ event: 'cart_viewed', where: { nope: 1 } }], within: '1d' } },
      'steps[1].waitFor.any[0].where.nope',
    ],
    ['what is set', { id: 's', set: { last: { of: [{ path: 'nope' }] } } }, 'steps[1].set.last.of[0].path'],
    [
      'what is emitted',
      { id: 'e', emit: 'gift_sent', with: { count: { path: 'nope' } } },
      'steps[1].with.count.path',
    ],
    [
      'what is emitted',
      { id: 'e', emit: 'gift_sent', with: { count: { path: 'cart.itemCount' } } },
      undefined,
    ],
  ])('read by %s', (_, step, place) => {
    const found = inShort(ofJourney({ steps: [hello, step] }, gift))
    expect(found).toEqual(place === undefined ? [] : [`unusual_field ${place}`])
  })

  test('a file adds to what a known event has', () => {
    const where = { 'loyalty.points': { gte: 5 }, 'gifts.3.name': 'Mug', 'cart.value': 5 }
    const files = {
      'events/product_added.json': { properties: { 'loyalty.points': 'number', 'gifts.0.name': 'text' } },
    }
    expect(ofJourney({ trigger: { event: 'product_added', where } }, files)).toEqual([])
  })

  test('in a segment are those of the events of all who use it', () => {
    const segment = (field: string) => ({ 'segments/a.json': { if: { [field]: { gte: 20 } } } })
    const used = { entry: { if: { segment: 'a' } } }
    expect(ofJourney(used, segment('cart.value'))).toEqual([])
    expect(inShort(ofJourney(used, segment('cart.vale')))).toEqual([
      'unusual_field segments/a.json if["cart.vale"]',
    ])
  })
})

describe('operators', () => {
  test.each<[string, unknown, string | undefined]>([
    ['cart.value', { gte: 20 }, undefined],
    ['cart.value', { eq: '129.50' }, undefined],
    ['cart.value', 'much', '"cart.value" is an amount, and "much" is no number'],
    [
      'cart.value',
      { startsWith: '1' },
      '"cart.value" is an amount, and "startsWith" cannot test that; use "eq", "gte" or "lt"',
    ],
    [
      'cart.id',
      { gt: 1 },
      '"cart.id" is a text, and "gt" cannot test that; use "eq", "contains" or "matches"',
    ],
    ['cart.id', true, '"cart.id" is a text, and true never equals it'],
    ['cart.items', { contains: 'a' }, undefined],
    ['cart.items', { in: ['a'] }, '"cart.items" is a list, and nothing equals it; use "contains"'],
    ['cart.items', { exists: true }, undefined],
    ['cart', 'a', '"cart" is an object, and nothing equals it; use "exists", or name one of its members'],
    ['product.inStock', true, undefined],
    ['product.inStock', 'yes', '"product.inStock" is true or false, and "yes" is not; write true or false'],
    ['customer.age', { before: '2026-01-01' }, undefined],
  ])('%s %j', (field, test, message) => {
    expect(ofJourney({ entry: { if: { [field]: test } } })).toEqual(
      message === undefined ? [] : [`error operator_type entry.if["${field}"]: ${message}`].map(plain),
    )
  })

  const plain = (line: string): string => line.replace('if["cart"]', 'if.cart')

  test.each<[unknown, boolean]>([
    [{ withinLast: '3d' }, true],
    [{ after: '2026-01-01' }, true],
    [{ gt: 5 }, false],
    [{ eq: 5 }, false],
  ])('a date %j', (test, good) => {
    const changes = { trigger: { event: 'gift_sent', where: { 'gift.sentAt': test } } }
    expect(inShort(ofJourney(changes, gift))).toEqual(
      good ? [] : ['operator_type trigger.where["gift.sentAt"]'],
    )
  })

  test('fit where one of the events has a property they fit', () => {
    const files = { 'events/gift_sent.json': { properties: { 'cart.value': 'text' } } }
    const trigger = [{ event: 'gift_sent' }, { event: 'product_added' }]
    expect(ofJourney({ trigger, entry: { if: { 'cart.value': { gt: 5 } } } }, files)).toEqual([])
  })
})

describe('what steps put out', () => {
  const gift = { id: 'gift', coupon: 'SAVE10', expires: '2d' }
  const settings: Changes = {
    'settings.json': {
      brand: { name: 'F', url: 'https://shop.example', postalAddress: 'x' },
      senders: { email: { from: 'hello@shop.example', name: 'F' } },
      currency: 'EUR',
      coupons: { SAVE10: {} },
      webhooks: { crm: { url: 'https://crm.example' } },
    },
  }
  const of = (...steps: unknown[]) => ofJourney({ steps: [...steps, hello] }, settings)
  const reads = (path: string) => ({ id: 'b', branch: [{ if: { [path]: { exists: true } }, then: [] }] })

  test.each<[string, unknown[], string | undefined]>([
    ['a code', [gift, reads('steps.gift.code')], undefined],
    ['when it ends', [gift, { id: 'w', wait: { date: 'steps.gift.expiresAt', before: '1d' } }], undefined],
    [
      'a variant',
      [
        {
          id: 's',
          split: [
            { name: 'a', weight: 1, then: [] },
            { name: 'b', weight: 1, then: [] },
          ],
        },
        reads('steps.s.variant'),
      ],
      undefined,
    ],
    [
      'an answer',
      [{ id: 'ask', webhook: 'crm', answerWithin: '1m' }, reads('steps.ask.body.tier')],
      undefined,
    ],
    [
      'an event',
      [
        { id: 'w', waitFor: { event: 'order_completed', within: '1d' } },
        reads('steps.w.properties.order.id'),
      ],
      undefined,
    ],
    [
      'what the event has not',
      [{ id: 'w', waitFor: { event: 'order_completed', within: '1d' } }, reads('steps.w.properties.nope')],
      'reads "steps.w.properties.nope", but the step "w" puts out "type"',
    ],
    [
      'no answer',
      [{ id: 'tell', webhook: 'crm' }, reads('steps.tell.body')],
      'reads "steps.tell.body", but the step "tell" puts nothing out',
    ],
    [
      'something else',
      [gift, reads('steps.gift.cod')],
      'reads "steps.gift.cod", but the step "gift" puts out "code", "expiresAt"',
    ],
    [
      'a step below',
      [reads('steps.gift.code'), gift],
      'reads "steps.gift.code", but no step "gift" is passed on the way here',
    ],
    [
      'a slip',
      [gift, reads('steps.gfit.code')],
      'reads "steps.gfit.code", but no step "gfit" is passed on the way here; did you mean "steps.gift.code"?',
    ],
    ['no step', [reads('steps')], 'is written "steps.ID.…", with the id of a step above'],
  ])('%s', (_, steps, message) => {
    expect(of(...steps).map(line => line.replace(/^warning output_missing [^:]*: /, ''))).toEqual(
      message === undefined ? [] : [message],
    )
  })

  test('in another way of a branch is not there', () => {
    const branch = (otherwise: unknown) => ({
      id: 'b1',
      branch: [{ if: { consent: 'email' }, then: [gift] }],
      else: [otherwise],
    })
    expect(inShort(of(branch(reads('steps.gift.code'))))).toEqual([
      'output_missing steps[0].else[0].branch[0].if["steps.gift.code"]',
    ])
    expect(of(branch({ id: 'w', wait: '1h' }), reads('steps.gift.code'))).toEqual([])
  })

  test('there is nothing of it on entry, but in an exit', () => {
    const steps = [gift, hello]
    const condition = { 'steps.gift.code': { exists: true } }
    expect(inShort(ofJourney({ steps, entry: { if: condition } }, settings))).toEqual([
      'output_missing entry.if["steps.gift.code"]',
    ])
    expect(ofJourney({ steps, exit: [{ on: 'order_completed', if: condition }] }, settings)).toEqual([])
  })
})

describe('a segment that is watched', () => {
  const watched = (condition: unknown, trigger: unknown = { enters: 'a' }) =>
    ofJourney({ trigger }, { 'segments/a.json': { if: condition } })

  test('reads nothing of an event, as there is none', () => {
    expect(watched({ 'cart.value': { gt: 20 } })).toEqual([
      'error segment_unwatchable trigger.enters: cannot be watched: segments/a.json reads "cart.value", and there is no event at hand then; use what is known of the customer (customer.…) or has happened (did, didNot)',
    ])
    expect(inShort(watched({ did: 'product_viewed', since: 'entry' }))).toEqual([
      'segment_unwatchable trigger.enters',
    ])
    expect(inShort(watched({ 'data.cart.value': 5 }))).toEqual(['segment_unwatchable trigger.enters'])
  })

  test.each<unknown>([
    { did: 'order_completed', where: { 'order.total': { gt: 5 } } },
    { 'customer.tier': 'gold' },
    { consent: 'email' },
  ])('reads %j', condition => {
    expect(watched(condition)).toEqual([])
  })

  test('also by leaving it, by a schedule, by an exit, or inside another segment', () => {
    const schedule = { schedule: { every: 'day', at: '09:00' }, segment: 'a' }
    const bad = { 'cart.value': 5 }
    expect(inShort(watched(bad, { leaves: 'a' }))).toEqual(['segment_unwatchable trigger.leaves'])
    expect(inShort(watched(bad, schedule))).toEqual(['segment_unwatchable trigger.segment'])
    const files = { 'segments/a.json': { if: bad }, 'segments/b.json': { if: { not: { segment: 'a' } } } }
    const exit = [{ on: 'order_completed' }, { enters: 'b' }]
    expect(inShort(ofJourney({ exit }, files))).toEqual(['segment_unwatchable exit[1].enters'])
  })
})

test('an event file is called as the type in it, and says what it knows of each property', () => {
  expect(inShort(findings({ 'events/GiftSent.json': { properties: {} } }))).toEqual([
    'file_name events/GiftSent.json ',
  ])
  expect(findings({ 'events/gift_sent.json': { properties: { name: 'string' } } })).toEqual([
    'error wrong_value events/gift_sent.json properties.name: must be one of "text", "number", "amount", "boolean", "date", "list", "object"',
  ])
})
