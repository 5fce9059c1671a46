// What the checker knows of the ways through a journey: loops, exits that are certain, consent, caps.
import { describe, expect, test } from 'vitest'
import { aSettings } from '../../../support/workspace-files.js'
import { type Changes, findings, hello, inShort, ofJourney, ofSteps } from './findings-of.js'

const exit = (id: string) => ({ id, exit: true })
const wait = (id: string, length: unknown = '1d') => ({ id, wait: length })
const mail = (id: string, more: object = {}) => ({ ...hello, id, ...more })
const goto = (id: string, to: string) => ({ id, goto: to, max: 3 })
const branch = (id: string, condition: unknown, then: unknown[], otherwise?: unknown[]) => ({
  id,
  branch: [{ if: condition, then }],
  ...(otherwise && { else: otherwise }),
})
const awaiting = (id: string, what: object, ways: object = {}) => ({
  id,
  waitFor: { ...what, within: '1d' },
  ...ways,
})

describe('steps nobody gets to', () => {
  const split = (...ends: unknown[][]) => ({
    id: 's',
    split: ends.map((then, i) => ({ name: `v${i}`, weight: 1, then })),
  })
  const late = wait('late')
  const cart = { event: 'cart_viewed' }
  test.each<[string, unknown, boolean]>([
    ['a split all of whose variants end', split([exit('a')], [exit('b')]), true],
    ['a split with one that goes on', split([exit('a')], []), false],
    [
      'one of several events, all of which end',
      awaiting('w', { any: [{ ...cart, then: [exit('a')] }] }, { else: [exit('b')] }),
      true,
    ],
    [
      'one of several events without a way of its own',
      awaiting('w', { any: [cart] }, { else: [exit('b')] }),
      false,
    ],
    [
      'a condition',
      awaiting('w', { if: { consent: 'email' } }, { then: [exit('a')], else: [exit('b')] }),
      true,
    ],
  ])('below %s', (_, step, told) => {
    expect(inShort(ofSteps(hello, step, late))).toEqual(told ? ['unreachable_step steps[2]'] : [])
  })

  test('below a goto stands who has gone back often enough', () => {
    expect(ofSteps(mail('a'), wait('w'), goto('g', 'a'), mail('b'))).toEqual([])
  })
})

describe('goto', () => {
  test('names a step that is there', () => {
    expect(ofSteps(mail('first'), wait('w'), goto('again', 'frist'))).toEqual([
      'error goto_missing steps[2].goto: there is no step "frist"; did you mean "first"?',
    ])
  })

  test.each<[string, unknown[]]>([
    ['itself', [hello, goto('g', 'g')]],
    ['a step below', [hello, goto('g', 'w'), wait('w')]],
    ['another way of a branch', [hello, branch('b', { consent: 'email' }, [wait('w')], [goto('g', 'w')])]],
  ])('does not lead to %s', (_, steps) => {
    expect(inShort(ofSteps(...steps)).map(line => line.split(' ')[0])).toEqual(['goto_not_back'])
  })

  test('goes round only with a wait on every way', () => {
    expect(ofSteps(mail('a'), goto('g', 'a'))).toEqual([
      'error loop_without_wait steps[1].goto: goes round from "a" to "g" without waiting; put a wait such as "1d" on every way between them (one until a time may be over at once: give it "for" too)',
    ])
  })

  test.each<[string, unknown[], boolean]>([
    ['a wait', [mail('a'), wait('w'), goto('g', 'a')], true],
    ['a wait it leads to', [hello, wait('w'), mail('a'), goto('g', 'w')], true],
    ['a wait above the loop', [wait('w'), mail('a'), goto('g', 'a')], false],
    ['a wait until a time', [mail('a'), wait('w', { until: '09:00' }), goto('g', 'a')], false],
    [
      'a wait for so long, and until a time',
      [mail('a'), wait('w', { for: '1h', until: '09:00' }), goto('g', 'a')],
      true,
    ],
    ['a wait for an event', [mail('a'), awaiting('w', { event: 'cart_viewed' }), goto('g', 'a')], true],
    [
      'a wait for a condition, which may be true',
      [mail('a'), awaiting('w', { if: { consent: 'email' } }), goto('g', 'a')],
      false,
    ],
    [
      'a wait for a condition whose success leads out',
      [mail('a'), awaiting('w', { if: { consent: 'email' } }, { then: [exit('x')] }), goto('g', 'a')],
      true,
    ],
    [
      'a wait on one way only',
      [mail('a'), branch('b', { consent: 'email' }, [wait('w')]), goto('g', 'a')],
      false,
    ],
    [
      'a wait on both ways',
      [mail('a'), branch('b', { consent: 'email' }, [wait('w')], [wait('v')]), goto('g', 'a')],
      true,
    ],
  ])('%s', (_, steps, good) => {
    expect(inShort(ofSteps(...steps))).toEqual(good ? [] : [expect.stringContaining('loop_without_wait')])
  })
})

describe('journeys that bring each other about', () => {
  const events = { 'events/ping.json': { properties: {} }, 'events/pong.json': { properties: {} } }
  const emits = (id: string, trigger: string, emit: string, more: object = {}, steps: unknown[] = []) => ({
    id,
    name: id,
    trigger: { event: trigger },
    entry: { reenter: 'always' },
    goal: { event: 'order_completed', within: '3d', exits: true },
    steps: [...steps, { id: 'e', emit }],
    ...more,
  })
  const together = (ping: object, pong: object): string[] =>
    findings({
      'ping.journey.json': ping as Record<string, unknown>,
      'pong.journey.json': pong as Record<string, unknown>,
      ...events,
    } as Changes)

  test('for ever, without waiting, are told in both', () => {
    expect(together(emits('ping', 'pong', 'ping'), emits('pong', 'ping', 'pong'))).toEqual([
      'error emit_circle ping.journey.json steps[0].emit: brings about itself without waiting, for ever: "ping" → "pong" → "ping"; put a wait in between, or let customers in less often than "always"',
      'error emit_circle pong.journey.json steps[0].emit: brings about itself without waiting, for ever: "pong" → "ping" → "pong"; put a wait in between, or let customers in less often than "always"',
    ])
  })

  test('come to an end by a wait, or because people come in less often', () => {
    const pong = emits('pong', 'ping', 'pong')
    expect(together(emits('ping', 'pong', 'ping', {}, [wait('w')]), pong)).toEqual([])
    expect(together(emits('ping', 'pong', 'ping', { entry: { reenter: { after: '1d' } } }), pong)).toEqual([])
  })

  test('also by what a step sets', () => {
    const steps = [{ id: 's', set: { seen: true } }]
    const entry = { reenter: 'always' }
    expect(
      inShort(
        ofJourney({ trigger: { event: 'customer_updated' }, entry, steps }, { 'templates/hello.mjml': null }),
      ),
    ).toEqual(['emit_circle steps[0].set'])
  })
})

describe('a message after the exit', () => {
  const told = 'message_after_exit'
  const ordered = { event: 'order_completed' }
  test('never goes out', () => {
    expect(ofSteps(hello, awaiting('w', ordered, { then: [mail('thanks')] }))).toEqual([
      'warning message_after_exit steps[1].then[0]: never goes out: on every way here "order_completed" has come, and exit[0] has ended the enrollment; take the message away, or the exit',
    ])
  })

  test.each<[string, Record<string, unknown>, string[]]>([
    ['when the time ran out', { steps: [hello, awaiting('w', ordered, { else: [mail('late')] })] }, []],
    ['below the wait', { steps: [hello, awaiting('w', ordered, { then: [wait('x')] }), mail('late')] }, []],
    [
      'below a wait that ends for others',
      { steps: [hello, awaiting('w', ordered, { else: [exit('x')] }), mail('late')] },
      [`${told} steps[2]`],
    ],
    [
      'when only some such events end it',
      {
        exit: [{ on: 'order_completed', if: { 'order.total': { gt: 5 } } }],
        steps: [hello, awaiting('w', ordered, { then: [mail('late')] })],
      },
      [],
    ],
    [
      'when it may be of another key',
      {
        key: 'cart.id',
        exit: [{ on: 'order_completed', key: 'order.cartId' }],
        steps: [hello, awaiting('w', ordered, { then: [mail('late')] })],
      },
      [],
    ],
    [
      'when the goal ends it',
      {
        exit: [],
        goal: { event: 'order_completed', within: '3d', exits: true },
        steps: [hello, awaiting('w', ordered, { then: [mail('late')] })],
      },
      [`${told} steps[1].then[0]`],
    ],
    [
      'one of several events',
      {
        steps: [
          hello,
          awaiting('w', {
            any: [
              { ...ordered, then: [mail('a')] },
              { event: 'cart_viewed', then: [mail('b')] },
            ],
          }),
        ],
      },
      [`${told} steps[1].waitFor.any[0].then[0]`],
    ],
    [
      'a condition',
      {
        exit: [{ on: 'order_completed' }, { if: { all: [{ 'cart.value': { lt: 5 } }] } }],
        steps: [hello, branch('x', { all: [{ 'cart.value': { lt: 5 } }] }, [mail('a')], [mail('b')])],
      },
      [`${told} steps[1].branch[0].then[0]`],
    ],
    [
      'a part of one',
      {
        exit: [{ on: 'order_completed' }, { if: { consent: 'sms' } }],
        steps: [branch('b', { all: [{ consent: 'sms' }, { 'cart.value': 5 }] }, [mail('a')], [mail('c')])],
      },
      [`${told} steps[0].branch[0].then[0]`],
    ],
    [
      'the lack of consent',
      {
        exit: [{ on: 'order_completed' }, { if: { not: { consent: 'sms' } } }],
        steps: [branch('b', { consent: 'sms' }, [mail('a')], [mail('c')])],
      },
      [`${told} steps[0].else[0]`],
    ],
  ])('%s', (_, changes, places) => {
    expect(inShort(ofJourney(changes))).toEqual(places)
  })
})

describe('an SMS', () => {
  const text = { id: 'text', send: 'sms', template: 'note' }
  const files: Changes = { 'templates/note.txt': 'Hi', 'templates/hello.mjml': null }
  const of = (changes: Record<string, unknown>): string[] => ofJourney({ steps: [text], ...changes }, files)
  const agreed = { consent: 'sms' }
  const both = { 'segments/reachable.json': { if: { all: [agreed, { 'customer.country': 'DE' }] } } }

  test('goes to people who have agreed to it', () => {
    expect(of({})).toEqual([
      'warning sms_without_consent steps[0].send: goes to people who may not have agreed to SMS; whoever has not gets nothing: ask for { "consent": "sms" } in "entry.if" or in a branch around it, with another way for the others',
    ])
  })

  test.each<[string, Record<string, unknown>, boolean]>([
    ['asked for on entry', { entry: { if: agreed } }, true],
    ['among others', { entry: { if: { all: [agreed, { 'cart.value': 5 }] } } }, true],
    ['or something else', { entry: { if: { any: [agreed, { 'cart.value': 5 }] } } }, false],
    ['not asked', { entry: { if: { consent: 'email' } } }, false],
    [
      'just given',
      { trigger: { event: 'consent_changed', where: { channel: 'sms', status: 'subscribed' } } },
      true,
    ],
    [
      'just taken back',
      { trigger: { event: 'consent_changed', where: { channel: 'sms', status: 'unsubscribed' } } },
      false,
    ],
    ['kept away without', { suppress: { if: { not: agreed } } }, true],
    [
      'leaving without',
      { exit: [{ on: 'order_completed' }, { if: { any: [{ not: agreed }, { 'cart.value': 5 }] } }] },
      true,
    ],
    ['in the branch', { steps: [branch('b', agreed, [text])] }, true],
    ['in the other branch', { steps: [branch('b', agreed, [], [text])] }, false],
    ['in the branch of those without', { steps: [branch('b', { not: agreed }, [], [text])] }, true],
    [
      'below a branch where the others leave',
      { steps: [branch('b', { not: agreed }, [exit('x')]), text] },
      true,
    ],
    ['below a branch', { steps: [branch('b', agreed, [wait('w')]), text] }, false],
    ['waited for', { steps: [awaiting('w', { if: agreed }, { then: [text] })] }, true],
    ['left out without', { steps: [{ ...text, skipIf: { not: agreed } }] }, true],
    [
      'agreed to what it is about',
      {
        steps: [{ ...text, topic: 'offers' }],
        entry: { if: { consent: 'sms', topic: 'offers' } },
      },
      true,
    ],
    [
      'agreed to something else',
      {
        steps: [{ ...text, topic: 'offers' }],
        entry: { if: { consent: 'sms', topic: 'news' } },
      },
      false,
    ],
    ['agreed to a topic only', { entry: { if: { consent: 'sms', topic: 'offers' } } }, false],
    ['not needed', { steps: [{ ...text, category: 'transactional' }] }, true],
  ])('%s', (_, changes, good) => {
    expect(inShort(of(changes)).filter(line => line.startsWith('sms'))).toHaveLength(good ? 0 : 1)
  })

  test('by a segment', () => {
    const of = (changes: object) => inShort(ofJourney({ steps: [text], ...changes }, { ...files, ...both }))
    expect(of({ entry: { if: { segment: 'reachable' } } })).toEqual([])
    expect(of({ trigger: { enters: 'reachable' } })).toEqual([])
    expect(of({ trigger: { schedule: { every: 'day', at: '09:00' }, segment: 'reachable' } })).toEqual([])
    expect(of({ trigger: [{ enters: 'reachable' }, { event: 'product_added' }] })).toEqual([
      'sms_without_consent steps[0].send',
    ])
  })
})

describe('a cap that never binds', () => {
  const capped = (max: number, more: Record<string, unknown> = {}) =>
    inShort(
      ofJourney({ caps: { journey: { max, per: '7d' } }, steps: [mail('a'), wait('w'), mail('b')], ...more }),
    )

  test('lets more through than a journey can send', () => {
    expect(ofJourney({ caps: { journey: { max: 1, per: '7d' } } })).toEqual([
      'warning cap_never_binds caps.journey.max: never holds anything back: customers come in once, and the journey sends one message at most; lower "max", or take the cap away',
    ])
  })

  test.each<[number, Record<string, unknown>, boolean]>([
    [1, {}, false],
    [2, {}, true],
    [2, { entry: { reenter: 'never' } }, true],
    [2, { entry: { reenter: 'always' } }, false],
    [2, { entry: { reenter: { after: '7d' } } }, false],
    [2, { key: 'cart.id' }, false],
    [5, { steps: [mail('a'), wait('w'), goto('g', 'a')] }, false],
    [1, { steps: [branch('x', { consent: 'sms' }, [mail('a')], [mail('b')])] }, true],
  ])('%j %j', (max, more, told) => {
    expect(capped(max, more)).toEqual(told ? ['cap_never_binds caps.journey.max'] : [])
  })

  test('also of one message', () => {
    const cap = { max: 1, per: '7d' }
    expect(inShort(ofSteps(mail('a', { cap })))).toEqual(['cap_never_binds steps[0].cap'])
    expect(ofSteps(mail('a', { cap }), wait('w'), goto('g', 'a'))).toEqual([])
    expect(ofJourney({ entry: { reenter: 'always' }, steps: [mail('a', { cap })] })).toEqual([])
  })

  const settings = (caps: object): string[] => inShort(findings({ 'settings.json': aSettings({ caps }) }))
  test.each<[object, object, boolean]>([
    [{ max: 4, per: '7d' }, { max: 2, per: '1d' }, false],
    [{ max: 4, per: '7d' }, { max: 4, per: '1d' }, true],
    [{ max: 4, per: '7d' }, { max: 4, per: 'day' }, true],
    [{ max: 4, per: '7d' }, { max: 9, per: 'month' }, false],
    [{ max: 4, per: '7d' }, { max: 9, per: '8d' }, false],
    [{ max: 4, per: 'week' }, { max: 4, per: 'day' }, true],
    [{ max: 4, per: 'week' }, { max: 4, per: '1d' }, false],
    [{ max: 4, per: 'day' }, { max: 4, per: '1d' }, false],
    [{ max: 4, per: '1d' }, { max: 4, per: 'day' }, false],
    [{ max: 4, per: 'month' }, { max: 4, per: 'week' }, false],
  ])('global %j, sms %j', (global, sms, told) => {
    expect(settings({ global, sms })).toEqual(told ? ['cap_never_binds settings.json caps.sms'] : [])
  })
})

describe('what waits for caps that are not there', () => {
  const caps = (caps: object): Changes => ({ 'settings.json': aSettings({ caps }) })
  const waits = { ...hello, whenCapped: { wait: '2d' } }
  const global = { global: { max: 4, per: '7d' } }

  test('a message', () => {
    expect(ofSteps(waits)).toEqual([
      'warning no_cap steps[0].whenCapped: waits for room under a cap, but no cap concerns this message',
    ])
    expect(ofJourney({ steps: [waits] }, caps(global))).toEqual([])
    expect(inShort(ofJourney({ steps: [{ ...waits, category: 'transactional' }] }, caps(global)))).toEqual([
      'no_cap steps[0].whenCapped',
    ])
    expect(inShort(ofJourney({ steps: [waits] }, caps({ sms: { max: 1, per: '1d' } })))).toEqual([
      'no_cap steps[0].whenCapped',
    ])
    expect(ofSteps({ ...hello, whenCapped: 'skip' })).toEqual([])
  })

  test('a journey', () => {
    expect(inShort(ofJourney({ priority: 80 }))).toEqual(['no_cap priority'])
    expect(ofJourney({ priority: 80 }, caps(global))).toEqual([])
  })
})

test('dedupe heeds the same content of something', () => {
  const same = { content: 'hi', dedupe: '1d' }
  expect(ofSteps(mail('a', same))).toEqual([
    'warning dedupe_in_vain steps[0].dedupe: nothing else sends "hi", and customers come by here once; give both steps the same "content", or take it away',
  ])
  expect(ofSteps(mail('a', { content: 'hi' }), wait('w'), mail('b', same))).toEqual([])
  expect(ofJourney({ entry: { reenter: 'always' }, steps: [mail('a', same)] })).toEqual([])
})
