// What the checker knows of journeys beside each other and beside the settings.
import { describe, expect, test } from 'vitest'
import { aJourney, anEmail, aSettings } from '../../../support/workspace-files.js'
import { type Changes, findings, hello, inShort, ofJourney, ofSteps } from './findings-of.js'

describe('two journeys for the same occasion', () => {
  type Json = Record<string, unknown>
  const other = (changes: Json): Changes => ({
    'zeal.journey.json': aJourney({
      id: 'zeal',
      steps: [{ id: 'hey', send: 'email', template: 'hey' }],
      ...changes,
    }),
    'templates/hey.mjml': anEmail(),
  })
  const told = 'same_occasion zeal.journey.json trigger'
  const clash = (mine: Json, theirs: Json, more: Changes = {}): string[] =>
    inShort(findings({ 'welcome.journey.json': aJourney(mine), ...other(theirs), ...more }))
  const wait = (length: string) => ({ id: 'w', wait: length })
  const hey = { id: 'hey', send: 'email', template: 'hey' }

  test('are told, with both messages and the remedies', () => {
    expect(findings(other({}))).toEqual([
      'warning same_occasion zeal.journey.json trigger: writes to the same people about the same "product_added" as "welcome": "hey" here, "hello" there; let one end or refuse where the other begins ("exit", "entry.if", "suppress"), or give both messages the same "content" and "dedupe"',
    ])
  })

  const value = (test: unknown) => ({ trigger: { event: 'product_added', where: { 'cart.value': test } } })
  const enters = (condition: unknown) => ({ entry: { if: condition } })
  const recently = { did: 'order_completed', within: '2d' }
  test.each<[string, Json, Json, boolean]>([
    ['by another event', {}, { trigger: { event: 'product_viewed' } }, false],
    [
      'by one of several events',
      {},
      { trigger: [{ event: 'product_viewed' }, { event: 'product_added' }] },
      true,
    ],
    ['a day later', {}, { steps: [wait('1d'), hey] }, false],
    ['an hour later', {}, { steps: [wait('1h'), hey] }, true],
    ['for testers', {}, { entry: { testersOnly: true } }, false],
    ['on another channel', {}, { steps: [{ id: 'hey', send: 'onsite', template: 'hey' }] }, false],
    ['as part of the order', {}, { steps: [{ ...hey, category: 'transactional' }] }, false],
    ['minding what was sent', {}, { steps: [{ ...hey, content: 'hello', dedupe: '1d' }] }, false],
    ['for other values', value({ lt: 50 }), value({ gte: 50 }), false],
    ['for values both have', value({ lte: 50 }), value({ gte: 50 }), true],
    ['for another value', value(5), value(6), false],
    ['for other lists of values', value({ in: [1, 2] }), value({ in: [3] }), false],
    ['for those without a value', value({ exists: false }), value({ exists: true }), false],
    ['for the others', enters({ consent: 'sms' }), enters({ all: [{ not: { consent: 'sms' } }] }), false],
    ['for those who did not', enters(recently), enters({ didNot: 'order_completed', within: '2d' }), false],
    [
      'for those who are suppressed there',
      enters(recently),
      { suppress: { if: { any: [recently] } } },
      false,
    ],
    ['for something else', enters({ consent: 'email' }), enters(recently), true],
  ])('%s: %j %j', (_, mine, theirs, clashes) => {
    const files = { 'templates/hey.onsite.json': { title: 'a', text: 'b' } }
    expect(clash(mine, theirs, files).filter(line => line.startsWith('same'))).toEqual(clashes ? [told] : [])
  })

  const cart = { key: 'cart.id' }
  const checkout = { ...cart, trigger: { event: 'checkout_started' } }
  const goal = { event: 'order_completed', within: '3d', exits: true }
  test.each<[string, Json, Json, boolean]>([
    ['of the same cart', cart, checkout, true],
    ['of the same cart, by days apart', cart, { ...checkout, steps: [wait('2d'), hey] }, true],
    ['of another key', { key: 'cart.url' }, checkout, false],
    [
      'where one ends when the other begins',
      { ...cart, goal, exit: [{ on: 'checkout_started' }] },
      checkout,
      false,
    ],
    [
      'where one keeps those out',
      cart,
      { ...checkout, ...enters({ didNot: 'product_added', within: '1d' }) },
      false,
    ],
    [
      'where one keeps those out by a segment',
      cart,
      { ...checkout, suppress: { if: { segment: 'carts' } } },
      false,
    ],
  ])('%s: %j %j', (_, mine, theirs, clashes) => {
    const files = { 'segments/carts.json': { if: { did: 'product_added', within: '1d' } } }
    expect(clash(mine, theirs, files).filter(line => line.startsWith('same'))).toEqual(clashes ? [told] : [])
  })
})

describe('names of settings', () => {
  const settings: Changes = {
    'settings.json': aSettings({
      webhooks: { crm: { url: 'https://crm.example' } },
      teams: { care: { email: 'care@shop.example' } },
      coupons: { SAVE10: {} },
      topics: { newsletter: { name: 'Newsletter' } },
    }),
  }
  test.each<[object, object, string]>([
    [
      { webhook: 'crm' },
      { webhook: 'cmr' },
      'webhook: "cmr" is not among the "webhooks" of settings.json; did you mean "crm"?',
    ],
    [
      { task: 'Call', team: 'care' },
      { task: 'Call', team: 'sales' },
      'team: "sales" is not among the "teams" of settings.json; add it there, or name another',
    ],
    [
      { coupon: 'SAVE10' },
      { coupon: 'SAVE20' },
      'coupon: "SAVE20" is not among the "coupons" of settings.json; did you mean "SAVE10"?',
    ],
    [
      { send: 'email', template: 'hello', topic: 'newsletter' },
      { send: 'email', template: 'hello', topic: 'newsleter' },
      'topic: "newsleter" is not among the "topics" of settings.json; did you mean "newsletter"?',
    ],
  ])('%j, not %j', (good, bad, message) => {
    expect(ofJourney({ steps: [hello, { id: 'x', ...good }] }, settings)).toEqual([])
    expect(ofJourney({ steps: [hello, { id: 'x', ...bad }] }, settings)).toEqual([
      `error setting_missing steps[1].${message}`,
    ])
  })

  test('are topics that conditions ask for, in journeys and segments', () => {
    const about = (topic: string) => ({ not: { consent: 'email', topic } })
    const segment = (topic: string) => ({ ...settings, 'segments/vip.json': { if: about(topic) } })
    const inside = { entry: { if: { segment: 'vip' } } }
    expect(inShort(ofJourney({ entry: { if: about('newsletter') } }, settings))).toEqual([])
    expect(inShort(ofJourney({ entry: { if: about('offers') } }, settings))).toEqual([
      'setting_missing entry.if.not.topic',
    ])
    expect(ofJourney(inside, segment('newsletter'))).toEqual([])
    expect(inShort(findings({ ...segment('offers'), 'welcome.journey.json': aJourney(inside) }))).toEqual([
      'setting_missing segments/vip.json if.not.topic',
    ])
  })

  test('a message on the site has no topic', () => {
    const onsite = { id: 'x', send: 'onsite', template: 'tip', topic: 'newsletter' }
    expect(ofJourney({ steps: [hello, onsite] }, settings).join()).toContain('is for email and SMS')
  })

  test('that cannot be read are not missed', () => {
    expect(
      inShort(ofJourney({ steps: [hello, { id: 'x', webhook: 'crm' }] }, { 'settings.json': '{' })),
    ).toEqual(['json_syntax settings.json '])
  })

  test('teams name webhooks that are there', () => {
    const teams = { care: { webhook: 'crm' } }
    expect(inShort(findings({ 'settings.json': aSettings({ teams }) }))).toEqual([
      'setting_missing settings.json teams.care.webhook',
    ])
    expect(
      findings({ 'settings.json': aSettings({ teams, webhooks: { crm: { url: 'https://crm.example' } } }) }),
    ).toEqual([])
  })

  test('a journey for testers has some', () => {
    const entry = { testersOnly: true }
    expect(ofJourney({ entry })).toEqual([
      'warning no_testers entry.testersOnly: settings.json names no "testers", so only customers whose attribute `tester` is true come in; name some there',
    ])
    expect(ofJourney({ entry }, { 'settings.json': aSettings({ testers: ['a@shop.example'] }) })).toEqual([])
  })
})

describe('a key', () => {
  const segment = { 'segments/vip.json': { if: { 'customer.tier': 'gold' } } }
  test.each<[unknown, string | undefined]>([
    [{ event: 'product_added' }, undefined],
    [{ api: true }, undefined],
    [{ enters: 'vip' }, 'a segment'],
    [{ schedule: { every: 'day', at: '09:00' }, segment: 'vip' }, 'a date or a schedule'],
    [[{ event: 'product_added' }, { date: 'customer.birthday', every: 'year' }], 'a date or a schedule'],
  ])('is in %j', (trigger, without) => {
    const found = ofJourney({ trigger, key: 'cart.id', exit: [{ on: 'order_completed' }] }, segment)
    expect(found.filter(line => / key: /.test(line))).toEqual(
      without === undefined
        ? []
        : [
            `error key_without_event key: nobody would come in by ${without}: it has no "cart.id"; take the key away, or make two journeys of it`,
          ],
    )
  })
})

test('people inside are moved to steps that are there', () => {
  expect(ofJourney({ inside: { steps: { settle: 'helo' } } })).toEqual([
    'error inside_missing inside.steps.settle: there is no step "helo" here; did you mean "hello"?',
  ])
  expect(ofJourney({ inside: { steps: { settle: 'hello', gone: null } } })).toEqual([])
  expect(ofJourney({ inside: 'move' })).toEqual([])
})

describe('triggers and exits', () => {
  test.each<[Record<string, unknown>, string]>([
    [
      { trigger: 'product_added' },
      'trigger: must be a trigger, such as { "event": "product_added" }, or a list of triggers',
    ],
    [{ trigger: [] }, 'trigger: must not be empty'],
    [
      { trigger: { evnt: 'x' } },
      'trigger: does not say what brings a customer in; it must have one of "event", "enters", "leaves", "date", "schedule", "api"; did you mean "event"?',
    ],
    [
      { trigger: [{ event: 'product_added' }, { enters: 5 }] },
      'trigger[1].enters: must be lower-case words joined by hyphens, such as "cart-recovery"',
    ],
    [
      { trigger: { date: 'birthday' } },
      'trigger: must be a path into the customer, such as "customer.birthday"',
    ],
    [
      { trigger: { schedule: { every: 'day', on: 3, at: '09:00' }, segment: 'a' } },
      'trigger.schedule: "on" must be days of the week for "week", a number for "month", and absent for "day"',
    ],
    [
      { exit: ['order_completed'] },
      'exit[0]: must be an exit, such as { "on": "order_completed" } or { "if": { … } }',
    ],
    [
      { exit: [{ as: 'converted' }] },
      'exit[0]: does not say what ends the enrollment; it must have one of "on", "enters", "leaves", "if"',
    ],
    [{ exit: [{ on: 'Order' }] }, 'exit[0].on: must be snake_case, such as "product_added"'],
  ])('%j', (changes, message) => {
    expect(ofJourney(changes)).toEqual([`error wrong_value ${message}`])
  })

  test.each<[Record<string, unknown>, string]>([
    [
      { trigger: { event: 'product_added', enters: 'a' } },
      'trigger: has "enters" too; write two triggers, as a list: [ { … }, { … } ]',
    ],
    [
      { trigger: [{ enters: 'a', whre: {} }] },
      'trigger[0]: has the unknown property "whre"; allowed here: "enters"',
    ],
    [{ exit: [{ enters: 'a', leaves: 'b' }] }, 'exit[0]: has "leaves" too; make two exits of it'],
    [
      { goal: { event: 'x_y', within: '1d', date: 'z' } },
      'goal: has the unknown property "date"; allowed here: "event", "where", "within", "anchor", "exits", "value"',
    ],
  ])('%j', (changes, message) => {
    expect(ofJourney(changes)).toEqual([`error unknown_property ${message}`])
  })
})

describe('messages on the site', () => {
  const banner = { id: 'banner', send: 'onsite', template: 'banner' }
  const files = { 'templates/banner.onsite.json': { title: 'Hi', text: 'There' } }

  test('have a template of their own', () => {
    expect(ofJourney({ steps: [hello, banner] }, files)).toEqual([])
    expect(ofSteps(hello, { ...banner, template: 'hello' })).toEqual([
      'error template_missing steps[1].template: there is no templates/hello.onsite.json; there is only templates/hello.mjml, which is for email',
    ])
  })

  test('that nobody sends are told', () => {
    expect(inShort(findings(files))).toEqual(['unused_file templates/banner.onsite.json '])
  })
})

test('segments of triggers, exits and schedules are used, and must be there', () => {
  const files = {
    'segments/a.json': { if: { segment: 'b' } },
    'segments/b.json': { if: { consent: 'email' } },
  }
  expect(ofJourney({ trigger: { enters: 'a' } }, files)).toEqual([])
  expect(inShort(ofJourney({ trigger: { leaves: 'vip' } }))).toEqual(['segment_missing trigger.leaves'])
  const schedule = { schedule: { every: 'day', at: '09:00' }, segment: 'vip' }
  expect(inShort(ofJourney({ trigger: [{ event: 'product_added' }, schedule] }))).toEqual([
    'segment_missing trigger[1].segment',
  ])
})
