// Every finding about JSON files: what is wrong, and exactly what its author is told.
import { describe, expect, test } from 'vitest'
import { checkWorkspace } from '../../../../src/journeys/definition/check-workspace.js'
import { aJourney, aSettings, aWorkspace } from '../../../support/workspace-files.js'
import { findings, hello, ofJourney, ofSteps } from './findings-of.js'

test('a good workspace has none', () => {
  const { settings, journeys, segments, ...checked } = checkWorkspace(aWorkspace())
  expect(checked.findings).toEqual([])
  expect(settings?.brand.name).toBe('Fern & Field')
  expect(journeys.map(({ id }) => id)).toEqual(['welcome'])
  expect(segments).toEqual({})
})

test('defaults are filled in, and $schema is left out', () => {
  const { journeys, settings } = checkWorkspace(
    aWorkspace({ 'welcome.journey.json': aJourney({ $schema: './schema/journey.schema.json' }) }),
  )
  expect(journeys[0]).toMatchObject({ entry: {}, exit: [{ as: 'converted' }], caps: {} })
  expect(journeys[0]).not.toHaveProperty('$schema')
  expect(settings).toMatchObject({ timeZone: 'UTC', caps: {}, lateEvents: '24h' })
})

describe('syntax', () => {
  test('says line and column', () => {
    const { findings } = checkWorkspace(aWorkspace({ 'settings.json': '{\n  "brand": {},\n}' }))
    expect(findings).toEqual([
      {
        level: 'error',
        code: 'json_syntax',
        file: 'settings.json',
        path: '',
        line: 3,
        message: 'line 3, column 1: remove the comma before this "}"',
      },
    ])
  })

  test('a file that cannot be read does not hide the faults of the others', () => {
    expect(findings({ 'settings.json': '{', 'welcome.journey.json': aJourney({ name: '' }) })).toEqual([
      'error json_syntax settings.json : line 1, column 2: expected the name of a property in double quotation marks, found the end of the file',
      'error wrong_value welcome.journey.json name: must not be empty',
    ])
  })
})

describe('shape', () => {
  test('a fault names its line', () => {
    const { findings } = checkWorkspace(
      aWorkspace({ 'welcome.journey.json': aJourney({ steps: [{ ...hello, send: 'mail' }] }) }),
    )
    expect(findings[0]).toMatchObject({ path: 'steps[0].send', line: 20 })
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['a missing property', { name: undefined }, 'name: is missing; it must be a text in quotation marks'],
    ['a wrong type', { name: 7 }, 'name: must be a text in quotation marks'],
    ['true as a text', { trigger: { api: 'true' } }, 'trigger.api: must be true, without quotation marks'],
    ['a list', { steps: {} }, 'steps: must be a list in square brackets'],
    ['an empty list', { steps: [] }, 'steps: must not be empty'],
    [
      'too short a list',
      { steps: [{ id: 'tone', split: [{ name: 'plain', weight: 1, then: [] }] }] },
      'steps[0].split: must have at least 2 entries',
    ],
    ['too long a text', { name: 'x'.repeat(121) }, 'name: must have at most 120 characters'],
    [
      'an event type',
      { trigger: { event: 'Added' } },
      'trigger.event: must be snake_case, such as "product_added"',
    ],
    [
      'a duration',
      { goal: { event: 'x', within: '3 days' } },
      'goal.within: must be a duration such as "45m", "1h", "3d" or "2w"',
    ],
    ['a key', { key: 'cart..id' }, 'key: must be a path such as "cart.id"'],
    ['a cap', { caps: { journey: { max: 0, per: '1d' } } }, 'caps.journey.max: must be more than 0'],
    ['an id', { id: 'Welcome' }, 'id: must be lower-case words joined by hyphens, such as "cart-recovery"'],
    [
      'a choice of words',
      { exit: [{ on: 'x', as: 'convertd' }] },
      'exit[0].as: must be one of "exited", "converted"; did you mean "converted"?',
    ],
    [
      'reenter',
      { entry: { reenter: 'sometimes' } },
      'entry.reenter: must be "never", "once-per-key", "always" or { "after": "7d" }',
    ],
    [
      'reenter after',
      { entry: { reenter: { after: 7 } } },
      'entry.reenter.after: must be a duration such as "45m", "1h", "3d" or "2w"',
    ],
  ])('%s', (_, changes, expected) => {
    expect(ofJourney(changes)).toEqual([`error wrong_value ${expected}`])
  })

  test('an unknown property is named, with the one that was meant and those that are allowed', () => {
    expect(ofSteps({ ...hello, skipif: { consent: 'email' } })).toEqual([
      'error unknown_property steps[0]: has the unknown property "skipif"; did you mean "skipIf"? allowed here: "id", "send", "template", "category", "topic", "skipIf", "cap", "whenCapped", "whenQuiet", "content", "dedupe"',
    ])
    expect(ofJourney({ entry: { foo: 1, bar: 2 } })).toEqual([
      'error unknown_property entry: has the unknown properties "foo", "bar"; allowed here: "if", "reenter", "rollout", "testersOnly", "holdout"',
    ])
  })
})

const aWait =
  'must be a duration such as "1h", or { "until": "09:00" }, { "between": [ … ] }, { "on": [ … ] } or { "date": … }'
const kinds =
  '"wait", "waitFor", "branch", "split", "goto", "send", "webhook", "task", "coupon", "set", "audience", "emit", "exit"'

describe('a step is judged as what its keyword says', () => {
  test.each<[string, unknown, string]>([
    ['wait', { id: 'a', wait: 60 }, `wrong_value steps[0].wait: ${aWait}`],
    [
      'wait',
      { id: 'a', wait: { util: '09:00' } },
      'unknown_property steps[0].wait: has the unknown property "util"; did you mean "until"? allowed here: "for", "until", "between", "on", "date", "before", "after", "at"',
    ],
    [
      'wait',
      { id: 'a', wait: { until: '9:00' } },
      'wrong_value steps[0].wait.until: must be a time of day such as "09:00" or "21:30"',
    ],
    [
      'wait',
      { id: 'a', wait: { for: '1h' } },
      'wrong_value steps[0].wait: must have "until", "between", "on" or "date"; a plain length of time is written "wait": "1h"',
    ],
    [
      'wait',
      { id: 'a', wait: '1x' },
      'wrong_value steps[0].wait: must be a duration such as "45m", "1h", "3d" or "2w"',
    ],
    [
      'waitFor',
      { id: 'a', waitFor: { event: 'email_clicked' } },
      'wrong_value steps[0].waitFor.within: is missing; it must be a duration such as "45m", "1h", "3d" or "2w"',
    ],
    [
      'branch',
      { id: 'a', branch: [{ if: { consent: 'fax' }, then: [] }] },
      'wrong_value steps[0].branch[0].if.consent: must be one of "email", "sms"',
    ],
    [
      'send',
      { id: 'a', send: 'smss', template: 'hello' },
      'wrong_value steps[0].send: must be one of "email", "sms", "onsite"; did you mean "sms"?',
    ],
    [
      'send',
      { id: 'a', send: 'email' },
      'wrong_value steps[0].template: is missing; it must be lower-case words joined by hyphens, such as "cart-recovery"',
    ],
    ['exit', { id: 'a', exit: false }, 'wrong_value steps[0].exit: must be true, or a name for the reason'],
    [
      'no keyword',
      { id: 'a', sned: 'email' },
      `no_step_kind steps[0]: does not say what the step does; it must have one of ${kinds}; did you mean "send"?`,
    ],
    [
      'no keyword',
      { id: 'a' },
      `no_step_kind steps[0]: does not say what the step does; it must have one of ${kinds}`,
    ],
    [
      'two keywords',
      { id: 'a', wait: '1h', send: 'email' },
      'unknown_property steps[0]: has "send" too, but a step does one thing; make two steps of it',
    ],
    [
      'no step at all',
      'wait',
      'wrong_value steps[0]: must be a step, such as { "id": "settle", "wait": "1h" }',
    ],
  ])('%s: %j', (_, step, expected) => {
    expect(ofSteps(step)).toEqual([`error ${expected}`])
  })

  test('also inside other steps, with the whole path', () => {
    const inner = { id: 'b', wait: 5 }
    const steps = [{ id: 'a', branch: [{ if: { consent: 'email' }, then: [inner] }], else: [inner] }]
    expect(ofSteps(...steps)).toEqual([
      `error wrong_value steps[0].branch[0].then[0].wait: ${aWait}`,
      `error wrong_value steps[0].else[0].wait: ${aWait}`,
    ])
  })
})

describe('a condition is judged as what its keyword says', () => {
  test.each<[string, unknown, string]>([
    [
      'consent',
      { consent: 'mail' },
      'wrong_value entry.if.consent: must be one of "email", "sms"; did you mean "email"?',
    ],
    ['all', { all: [] }, 'wrong_value entry.if.all: must not be empty'],
    ['any', { any: [{ consent: 1 }] }, 'wrong_value entry.if.any[0].consent: must be one of "email", "sms"'],
    [
      'not',
      { not: 'x' },
      'wrong_value entry.if.not: must be a condition, such as { "consent": "email" } or { "cart.value": { "gte": 20 } }',
    ],
    [
      'did',
      { did: 'order_completed', within: '2 d' },
      'wrong_value entry.if.within: must be a duration such as "45m", "1h", "3d" or "2w"',
    ],
    [
      'count',
      { did: 'order_completed', count: 0 },
      'wrong_value entry.if.count: must be a whole number from 1, or bounds such as { "gte": 2 }',
    ],
    [
      'count bounds',
      { did: 'order_completed', count: { gte: 1.5 } },
      'wrong_value entry.if.count.gte: must be a whole number',
    ],
    [
      'count without bounds',
      { did: 'order_completed', count: {} },
      'wrong_value entry.if.count: must have at least one of eq, gt, gte, lt, lte',
    ],
    [
      'didNot with count',
      { didNot: 'order_completed', count: 2 },
      'unknown_property entry.if: has the unknown property "count"; allowed here: "didNot", "where", "within", "since"',
    ],
    [
      'two kinds',
      { consent: 'email', segment: 'x' },
      'unknown_property entry.if: has "segment" too; put the conditions into { "all": [ … ] }',
    ],
    [
      'kind and field',
      { consent: 'email', 'cart.value': 1 },
      'unknown_property entry.if: has "cart.value" too; put the conditions into { "all": [ … ] }',
    ],
    [
      'field',
      { 'cart.value': [20] },
      'wrong_value entry.if["cart.value"]: must be a value, or operators such as { "gte": 20 }',
    ],
    [
      'field path',
      { 'cart value': 20 },
      'wrong_field entry.if["cart value"]: must be a path to a field, such as "cart.value" or "customer.country"',
    ],
    [
      'lonely within',
      { within: '2d' },
      'wrong_field entry.if.within: must be a path to a field, such as "cart.value" or "customer.country"',
    ],
    ['nothing', {}, 'wrong_value entry.if: must test at least one field'],
  ])('%s: %j', (_, condition, expected) => {
    expect(ofJourney({ entry: { if: condition } })).toEqual([`error ${expected}`])
  })

  test.each<[unknown, string]>([
    [{ gte: 'abc' }, 'wrong_value …gte: must be a number such as 20, or an amount such as "129.50"'],
    [{ gte: '1e5' }, 'wrong_value …gte: must be a number such as 20, or an amount such as "129.50"'],
    [{ lt: true }, 'wrong_value …lt: must be a number such as 20, or an amount such as "129.50"'],
    [{ in: 'DE' }, 'wrong_value …in: must be a list of values, or { "path": … } to one'],
    [{ in: [] }, 'wrong_value …in: must not be empty'],
    [{ eq: {} }, 'wrong_value …eq.path: is missing; it must be a path such as "cart.id"'],
    [{ eq: [1] }, 'wrong_value …eq: must be a text, a number, true, false, null or { "path": … }'],
    [{ between: [1] }, 'wrong_value …between: must be two numbers, such as [20, 100]'],
    [
      { before: 'tomorrow' },
      'wrong_value …before: must be a day such as "2026-12-24" or a time such as "2026-12-24T18:00:00Z"',
    ],
    [{ contains: '' }, 'wrong_value …contains: must not be empty'],
    [{ startsWith: 5 }, 'wrong_value …startsWith: must be a text in quotation marks'],
    [{ exists: 'yes' }, 'wrong_value …exists: must be true or false'],
    [
      { get: 20 },
      'unknown_property …: has the unknown property "get"; did you mean "gt"? allowed here: "eq", "ne", "in", "gt", "gte", "lt", "lte", "between", "contains", "startsWith", "endsWith", "matches", "exists", "before", "after", "withinLast", "withinNext"',
    ],
    [{}, 'wrong_value …: must have at least one operator, such as { "gte": 20 }'],
  ])('operators %j', (operators, expected) => {
    const found = ofJourney({ trigger: { event: 'product_added', where: { 'cart.value': operators } } })
    expect(found.map(one => one.replace(/trigger\.where\["cart\.value"\]\.?/, '…'))).toEqual([
      `error ${expected}`,
    ])
  })

  test('an amount may be written as in events', () => {
    expect(
      ofJourney({ trigger: { event: 'product_added', where: { 'cart.value': { gte: '20.00' } } } }),
    ).toEqual([])
  })
})

describe('settings', () => {
  test('are needed', () => {
    expect(findings({ 'settings.json': null })).toEqual([
      'error no_settings settings.json : is missing; it names the brand, the sender, the currency and the caps',
    ])
  })

  test.each<[Record<string, unknown>, string]>([
    [{ timeZone: 'Berlin' }, 'timeZone: must be an IANA time zone such as "Europe/Berlin"'],
    [{ currency: 'Euro' }, 'currency: must be an ISO 4217 code in capitals, such as "EUR"'],
    [
      { senders: { email: { from: 'hello', name: 'x' } } },
      'senders.email.from: must be an email address such as "hello@example.com"',
    ],
    [
      { brand: { name: 'x', url: 'shop.example', postalAddress: 'x' } },
      'brand.url: must be an address such as "https://example.com"',
    ],
  ])('%j', (changes, expected) => {
    expect(findings({ 'settings.json': aSettings(changes) })).toEqual([
      `error wrong_value settings.json ${expected}`,
    ])
  })
})

describe('files', () => {
  test('are called as the journey in them', () => {
    expect(ofJourney({ id: 'hello' })).toEqual([
      'error file_name id: the id is "hello", but the file is welcome.journey.json; call the file hello.journey.json or the journey "welcome"',
    ])
  })

  test('have names that can be referred to', () => {
    expect(findings({ 'segments/Big Spenders.json': { if: { consent: 'email' } } })).toEqual([
      'error file_name segments/Big Spenders.json : "Big Spenders" must be lower-case words joined by hyphens, such as "cart-reminder"',
      'warning unused_file segments/Big Spenders.json : no journey uses it; remove it, or use it',
    ])
  })

  test('that nobody reads or uses are told', () => {
    expect(findings({ 'cart.jurney.json': {}, 'templates/old.mjml': '', 'templates/old.txt': '' })).toEqual([
      'warning unknown_file cart.jurney.json : is not read: journeys are ID.journey.json, segments are segments/NAME.json, templates are templates/NAME.mjml, templates/NAME.txt and templates/NAME.onsite.json, blocks are blocks/NAME.mjml, event types are events/TYPE.json',
      'warning unused_file templates/old.mjml : no journey uses it; remove it, or use it',
      'warning unused_file templates/old.txt : no journey uses it; remove it, or use it',
    ])
  })

  test('for people and tests are left alone', () => {
    const others = {
      'README.md': '',
      'schema/journey.schema.json': '',
      'welcome.test.json': '',
      '.DS_Store': '',
    }
    expect(findings(others)).toEqual([])
  })
})

describe('references', () => {
  const send = (channel: string, template: string) =>
    ofSteps({ id: 'hello', send: channel, template }).filter(one => one.startsWith('error'))

  test('a template must be there, for the channel', () => {
    expect(send('email', 'helo')).toEqual([
      'error template_missing steps[0].template: there is no templates/helo.mjml; did you mean "hello"?',
    ])
    expect(send('email', 'farewell')).toEqual([
      'error template_missing steps[0].template: there is no templates/farewell.mjml; write it, or name another',
    ])
    expect(send('sms', 'hello')).toEqual([
      'error template_missing steps[0].template: there is no templates/hello.txt; there is only templates/hello.mjml, which is for email',
    ])
  })

  test('a segment must be there, however deep it is named', () => {
    const entry = { if: { all: [{ consent: 'email' }, { not: { segment: 'vpi' } }] } }
    expect(ofJourney({ entry }, { 'segments/vip.json': { if: { consent: 'email' } } })).toEqual([
      'error segment_missing entry.if.all[1].not.segment: there is no segments/vpi.json; did you mean "vip"?',
      'warning unused_file segments/vip.json : no journey uses it; remove it, or use it',
    ])
  })

  test('segments must not need each other in a circle', () => {
    const to = (segment: string) => ({ if: { any: [{ consent: 'email' }, { segment }] } })
    const files = { 'segments/a.json': to('b'), 'segments/b.json': to('c'), 'segments/c.json': to('b') }
    expect(ofJourney({ entry: { if: { segment: 'a' } } }, files)).toEqual([
      'error segment_circle segments/b.json if: needs itself: "b" → "c" → "b"; take one of these references away',
      'error segment_circle segments/c.json if: needs itself: "c" → "b" → "c"; take one of these references away',
    ])
  })

  test('a segment used by a used segment is used', () => {
    const files = {
      'segments/a.json': { if: { segment: 'b' } },
      'segments/b.json': { if: { consent: 'email' } },
    }
    expect(ofJourney({ entry: { if: { segment: 'a' } } }, files)).toEqual([])
  })
})

describe('flow', () => {
  const exit = (id: string) => ({ id, exit: true })

  test('step ids are unique in the journey, also across branches', () => {
    const branch = { id: 'b', branch: [{ if: { consent: 'email' }, then: [{ id: 'hello', wait: '1h' }] }] }
    expect(ofSteps(hello, branch)).toEqual([
      'error duplicate_step_id steps[1].branch[0].then[0].id: another step above is called "hello" too; every step needs an id of its own',
    ])
  })

  test('nothing stands below an exit', () => {
    expect(ofSteps(hello, exit('stop'), { id: 'late', wait: '1h' })).toEqual([
      'error unreachable_step steps[2]: nobody gets to "late": every way through "stop" above it ends with an exit',
    ])
  })

  test('nothing stands below a branch all of whose ways end', () => {
    const branch = {
      id: 'b',
      branch: [{ if: { consent: 'email' }, then: [hello, exit('x')] }],
      else: [exit('y')],
    }
    expect(ofSteps(branch, { id: 'late', wait: '1h' })).toEqual([
      'error unreachable_step steps[1]: nobody gets to "late": every way through "b" above it ends with an exit',
    ])
    const waitFor = {
      id: 'w',
      waitFor: { event: 'cart_viewed', within: '1h' },
      then: [exit('x')],
      else: [exit('y')],
    }
    expect(ofSteps(hello, waitFor, { id: 'late', wait: '1h' })).toEqual([
      'error unreachable_step steps[2]: nobody gets to "late": every way through "w" above it ends with an exit',
    ])
  })

  test('one way that goes on is enough', () => {
    const open = { id: 'b', branch: [{ if: { consent: 'email' }, then: [exit('x')] }] }
    expect(ofSteps(hello, open, { id: 'late', wait: '1h' })).toEqual([])
    const empty = { ...open, else: [] }
    expect(ofSteps(hello, empty, { id: 'late', wait: '1h' })).toEqual([])
  })

  test('a wait is not longer than a year, nor than the goal’s window', () => {
    expect(ofSteps(hello, { id: 'w', wait: '53w' })).toEqual([
      'error wait_too_long steps[1].wait: waits longer than a year (53w); is the unit right?',
    ])
    expect(ofSteps(hello, { id: 'w', waitFor: { event: 'cart_viewed', within: '4d' } })).toEqual([
      "warning wait_beyond_goal steps[1].waitFor.within: waits 4d, longer than the goal's window of 3d: what the message before it brings about meanwhile is not credited; shorten the wait or lengthen goal.within",
    ])
    expect(ofSteps(hello, { id: 'w', wait: '3d' })).toEqual([])
  })

  test('a click is awaited only below an email', () => {
    const waitFor = { id: 'w', waitFor: { event: 'email_clicked', within: '1d' } }
    expect(ofSteps(waitFor, hello)).toEqual([
      'warning waits_in_vain steps[0].waitFor.event: waits for "email_clicked", but no step above it sends an email',
    ])
    expect(ofSteps(hello, waitFor)).toEqual([])
    const branch = { id: 'b', branch: [{ if: { consent: 'email' }, then: [hello] }] }
    expect(ofSteps(branch, waitFor)).toEqual([])
  })

  test('a journey sends something', () => {
    expect(ofJourney({ steps: [{ id: 'w', wait: '1h' }] }, { 'templates/hello.mjml': null })).toEqual([
      'warning sends_nothing steps: no step sends a message; add one such as { "send": "email", … }',
    ])
  })
})

describe('goal', () => {
  test('there should be one', () => {
    expect(ofJourney({ goal: undefined })).toEqual([
      'warning no_goal : has no goal, so reports cannot say what it brought; add "goal": { "event": …, "within": … }',
    ])
  })

  test('whoever reaches it should leave', () => {
    expect(ofJourney({ exit: [] })).toEqual([
      'warning goal_without_exit goal.event: whoever reaches the goal goes on getting messages; say "exits": true, or false if that is meant',
    ])
    for (const exits of [true, false]) {
      const goal = { event: 'order_completed', within: '3d', exits }
      expect(ofJourney({ exit: [], goal })).toEqual([])
    }
  })

  const order = { event: 'order_completed', within: '3d', exits: true }

  test('there are no further ones without it, and none with the name of another', () => {
    expect(ofJourney({ goal: undefined, goals: { big: order } })).toEqual([
      'error goals_without_goal goals: has further goals and no "goal", by which the journey is judged; make one of them the goal',
    ])
    for (const name of ['primary', 'global'])
      expect(ofJourney({ goal: order, goals: { [name]: order } })).toEqual([
        `error goal_name_reserved goals.${name}: "${name}" means another goal in reports; give it a name of its own`,
      ])
    expect(ofJourney({ goal: order, goals: { big: { ...order, exits: undefined } } })).toEqual([])
  })

  test('a window begins with what can be seen', () => {
    const steps = [{ id: 'hi', send: 'onsite', template: 'hello' }]
    expect(
      ofJourney({ goal: { ...order, anchor: 'click' }, steps }).filter(one => one.includes('anchor')),
    ).toEqual([
      'warning anchor_never_seen goal.anchor: nobody can tell a click of what this journey sends; leave "anchor" out, and the window begins at the hand-over',
    ])
    expect(ofJourney({ goal: { ...order, anchor: 'click' } })).toEqual([])
  })

  test('it is counted by what does not change any more', () => {
    const where = { 'customer.vip': true }
    expect(ofJourney({ goal: { ...order, where } })).toEqual([
      'error goal_reads_customer goal.where["customer.vip"]: "customer.vip" may change after the goal was reached, and what was counted with it; test the event, "data.…" or "steps.…"',
    ])
  })

  test('it must be reachable with the key', () => {
    const trigger = { event: 'order_completed' }
    expect(ofJourney({ trigger, key: 'order.id' })).toEqual([
      'warning goal_never_reached goal.event: the goal is the event that brings people in, and with "key": "order.id" only one with the same order.id counts; leave "key" out, or choose another goal',
    ])
    expect(ofJourney({ trigger })).toEqual([])
  })
})
