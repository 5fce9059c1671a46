// Every reason the engine can give has words. The reasons are read from the engine's source, so that a new one without
// words fails here.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { operatorsSchema } from '../../../src/journeys/definition/operators-schema.js'
import { saidOperators, sayBecause } from '../../../src/reports/explain-because.js'
import { sayCall, sayMessage } from '../../../src/reports/explain-sends.js'
import { sayDecision, sayEnded, sayRefusal } from '../../../src/reports/explain-words.js'

const engine = 'src/journeys/engine'
const read = (file: string): string => readFileSync(file, 'utf8')
const at = '2026-11-20T10:00:00.000Z'

const decided = (kind: string, reason: string | null, detail: unknown = {}) =>
  sayDecision({ kind, reason, detail: detail as never })
const refused = (reason: string, detail: unknown) =>
  sayRefusal({ journeyId: 'j', version: 1, reason, detail: detail as never })

const refusals: readonly (readonly [reason: string, detail: unknown, words: string])[] = [
  [
    'trigger_where',
    [{ path: 'stars', gt: 3, got: 2 }],
    'the event does not match the trigger: stars (2) is not above 3',
  ],
  [
    'trigger_where',
    [[{ path: 'stars', gt: 3, got: 2 }], [{ path: 'cart.id', eq: 'c1', unknown: 'missing' }]],
    'the event does not match the trigger: stars (2) is not above 3; cart.id is missing',
  ],
  ['key_missing', { path: 'cart.id' }, 'the event has no cart.id, which the journey goes by'],
  ['event_too_late', { lateEvents: '1d' }, 'the event arrived more than 1d after it happened'],
  ['already_in', { enrollment: 'e' }, 'is in this journey already'],
  ['already_entered', { at }, 'has been in this journey on 2026-11-20 10:00:00Z, and nobody may twice'],
  ['reentry_too_soon', { until: at }, 'may not come in again before 2026-11-20 10:00:00Z'],
  [
    'entry_condition',
    [{ consent: 'sms', got: 'unknown' }],
    'the entry condition is not met: sms consent is unknown',
  ],
  ['suppressed', { if: {} }, 'the journey leaves out customers like this one ("suppress")'],
  [
    'already_exited',
    { on: 'order_completed', at },
    'order_completed, which ends this journey, at 2026-11-20 10:00:00Z',
  ],
  [
    'already_exited',
    { on: 'condition_true', at },
    'a condition that ends this journey is true already, at 2026-11-20 10:00:00Z',
  ],
  ['not_a_tester', {}, 'only test customers come in ("testersOnly")'],
  ['not_rolled_out', { percent: 10 }, 'is not among the 10 % of customers who come in so far'],
  ['full_today', { perDay: 100, day: '2026-11-20' }, 'the 100 places of 2026-11-20 are taken'],
]

const because = { cap: 'global', max: 3, per: 'week', count: 2, kept: 1 }
const decisions: readonly (readonly [kind: string, reason: string | null, detail: unknown, words: string])[] =
  [
    ['entered', null, { type: 'product_added', event: 'e-1' }, 'came in by product_added (e-1)'],
    [
      'entered',
      null,
      { type: 'segment_entered', event: 'e-1', holdout: true },
      'came in by coming into a segment (e-1); is never written to (holdout)',
    ],
    [
      'entered',
      null,
      { type: 'product_added', event: 'e-1', holdout: true, by: 'global' },
      'came in by product_added (e-1); gets no marketing (global holdout)',
    ],
    ['waited', null, { until: at }, 'waits until 2026-11-20 10:00:00Z'],
    [
      'waited',
      null,
      { for: 'email_clicked', until: at },
      'waits for email_clicked, until 2026-11-20 10:00:00Z',
    ],
    [
      'waited',
      null,
      { for: 'condition', until: at },
      'waits for a condition to become true, until 2026-11-20 10:00:00Z',
    ],
    [
      'waited',
      null,
      { for: 'webhook_answered', until: at },
      'waits for the answer of the webhook, until 2026-11-20 10:00:00Z',
    ],
    ['waited', 'at_once', {}, 'did not have to wait'],
    ['waited', 'no_date', { date: 'order.sentAt' }, 'did not wait: there is no date at order.sentAt'],
    [
      'waited',
      'date_past',
      { date: 'order.sentAt' },
      'did not wait: the time it goes by (order.sentAt) is past',
    ],
    [
      'waited',
      'quiet_hours',
      { channel: 'sms', until: at, because: { until: at } },
      'the SMS waits for the end of quiet hours, at 2026-11-20 10:00:00Z',
    ],
    [
      'waited',
      'capped',
      { channel: 'email', until: at, because },
      'the email waits until 2026-11-20 10:00:00Z: the cap "global" is reached: 2 messages, at most 3 in one week',
    ],
    ['branched', 'event_came', { type: 'email_clicked' }, 'email_clicked came in time'],
    ['branched', 'timed_out', { for: 'email_clicked' }, 'email_clicked did not come in time'],
    ['branched', 'timed_out', { for: 'condition' }, 'the condition did not become true in time'],
    ['branched', 'condition_true', {}, 'the condition became true'],
    [
      'branched',
      'case_matched',
      { case: 1, missed: [[{ path: 'a', eq: 1, got: 2 }]] },
      'took case 2 (not case 1: a (2) is not 1)',
    ],
    ['branched', 'case_matched', { case: 0, missed: [] }, 'took case 1'],
    [
      'branched',
      'no_case_matched',
      { missed: [[{ path: 'a', eq: 1, unknown: 'missing' }]] },
      'no case matched, took "else" (not case 1: a is missing)',
    ],
    [
      'branched',
      'variant',
      { experiment: 'tone', variant: 'warm' },
      'took the way "warm" of the experiment "tone"',
    ],
    [
      'branched',
      'decided',
      { experiment: 'tone', variant: 'warm' },
      'took the way "warm": the experiment "tone" is decided for it',
    ],
    ['sent', null, { channel: 'email', template: 'hello' }, 'decided on an email ("hello")'],
    ['sent', null, { channel: 'sms', template: 'hello' }, 'decided on an SMS ("hello")'],
    ['sent', null, { channel: 'onsite', template: 'hello' }, 'decided on a message on the site ("hello")'],
    ['entered', null, { type: 'date_reached', event: 'e-1' }, 'came in by its date or schedule (e-1)'],
    [
      'sent',
      'holdout',
      { channel: 'email', template: 'hello' },
      'decided on an email ("hello"), which is not sent: the customer is in the holdout',
    ],
    [
      'sent',
      null,
      { channel: 'email', template: 'hello', unjudged: [{ path: 'a', eq: 1, unknown: 'missing' }] },
      'decided on an email ("hello"); "skipIf" could not be judged: a is missing',
    ],
    [
      'skipped',
      'already_sent',
      { channel: 'email' },
      'left out the email: it was sent before the move to this version of the journey',
    ],
    ['skipped', 'skip_condition', { channel: 'email' }, 'left out the email: "skipIf" matched'],
    [
      'skipped',
      'skip_condition',
      { channel: 'email', because: { if: { 'cart.inStock': false } } },
      'left out the email: "skipIf" matched: {"cart.inStock":false}',
    ],
    [
      'done',
      'task_withheld',
      { team: 'care', task: 'Ring them up' },
      'would have asked the team "care", but is held out: Ring them up',
    ],
    [
      'done',
      'audience_withheld',
      { audience: 'fans' },
      'would have been added to the audience "fans", but is held out',
    ],
    [
      'skipped',
      'no_consent',
      { channel: 'email', because: { consent: 'unsubscribed' } },
      'left out the email: no consent (unsubscribed)',
    ],
    [
      'skipped',
      'no_address',
      { channel: 'sms', because: {} },
      'left out the SMS: no address for this channel',
    ],
    [
      'skipped',
      'address_suppressed',
      { channel: 'sms', because: { why: 'opt_out' } },
      'left out the SMS: the address may not be written to (opt_out)',
    ],
    [
      'skipped',
      'suppressed',
      { channel: 'sms', because: {} },
      'left out the SMS: the journey leaves out customers like this one ("suppress")',
    ],
    [
      'skipped',
      'capped',
      { channel: 'email', because: { ...because, per: '7d' } },
      'left out the email: the cap "global" is reached: 2 messages, at most 3 in 7d',
    ],
    [
      'skipped',
      'room_kept',
      { channel: 'email', because },
      'left out the email: the cap "global" keeps its last room (1 of 3 in one week) for journeys of higher priority',
    ],
    [
      'skipped',
      'duplicate',
      { channel: 'sms', because: { content: 'cart', channel: 'email', journey: 'j', at, within: '1d' } },
      'left out the SMS: "cart" was said by email in j on 2026-11-20 10:00:00Z, less than 1d ago',
    ],
    [
      'skipped',
      'quiet_hours',
      { channel: 'sms', because: { until: at } },
      'left out the SMS: quiet hours until 2026-11-20 10:00:00Z',
    ],
    ['done', 'called', { webhook: 'crm' }, 'called the webhook "crm"'],
    ['done', 'answered', { webhook: 'crm', status: 200 }, 'the webhook "crm" answered (200)'],
    ['done', 'no_answer', { webhook: 'crm' }, 'the webhook "crm" did not answer in time'],
    ['done', 'asked', { team: 'care', task: 'Call' }, 'asked the team "care": Call'],
    ['done', 'coupon', { pool: 'P', code: 'A1' }, 'took the code A1 of the pool "P"'],
    ['done', 'coupon_fallback', { pool: 'P', code: 'X' }, 'the pool "P" has run dry: gave X instead'],
    ['done', 'coupon_empty', { pool: 'P', code: null }, 'the pool "P" has run dry: went on without a code'],
    [
      'done',
      'coupon_withheld',
      { pool: 'P', code: 'HELD-OUT' },
      'took no code: the customer is in the holdout',
    ],
    ['done', 'set', { attributes: ['vip', 'tier'] }, 'set vip, tier'],
    ['done', 'audience_added', { audience: 'ads' }, 'was added to the audience "ads"'],
    [
      'skipped',
      'no_consent',
      { audience: 'ads', because: { consent: 'unknown' } },
      'was not added to the audience "ads": no consent (unknown)',
    ],
    [
      'skipped',
      'capped',
      { audience: 'ads', because: { cap: 'audience', max: 1, per: '1d', count: 1 } },
      'was not added to the audience "ads": the cap "audience" is reached: 1 times, at most 1 in 1d',
    ],
    ['done', 'audience_removed', { audience: 'ads' }, 'was taken from the audience "ads"'],
    ['done', 'emitted', { type: 'cart_left' }, 'made the event cart_left'],
    ['repeated', null, { to: 'remind', passes: 2 }, 'goes back to "remind" (time 2)'],
    ['repeated', 'often_enough', { passes: 2 }, 'does not go back again: 2 times are enough'],
    ['moved', null, { from: 1, to: 2, step: 'think' }, 'was moved from version 1 to version 2, to "think"'],
    ['moved', null, { from: 1, to: 2, step: null }, 'was moved from version 1 to version 2, out'],
    ['exited', 'completed', null, 'went through to the end'],
    ['exited', 'exit_step', {}, 'left by an exit step'],
    ['exited', 'small-cart', {}, 'left: small-cart'],
    ['exited', 'coupon_empty', {}, 'left: there was no code left in the pool'],
    ['exited', 'moved_out', {}, 'left: the new version of the journey has no place for this step'],
    ['exited', 'condition_true', {}, 'left: a condition that ends this journey became true'],
    ['exited', 'segment_left', {}, 'left: dropping out of a segment'],
    ['converted', 'order_completed', {}, 'left, having done what the journey is for (order_completed)'],
  ]

describe('reasons in words', () => {
  it.each(refusals)('refused, %s', (reason, detail, words) => {
    expect(refused(reason, detail)).toBe(words)
  })

  it.each(decisions)('%s, %s', (kind, reason, detail, words) => {
    expect(decided(kind, reason, detail)).toBe(words)
  })

  it('knows every reason to refuse', () => {
    const union = /RefusalReason =\n((?: {2}\| '\w+'\n)+)/.exec(read(`${engine}/types.ts`))![1]!
    expect(new Set(refusals.map(([reason]) => reason))).toEqual(new Set(quotedIn(union)))
  })

  it('knows every kind of decision', () => {
    const union = /DecisionKind =\n((?: {2}\| '\w+'\n)+)/.exec(read(`${engine}/types.ts`))![1]!
    expect(new Set(decisions.map(([kind]) => kind))).toEqual(new Set(quotedIn(union)))
  })

  it('knows every reason of the engine', () => {
    const known = new Set(decisions.map(([, reason]) => reason))
    expect(reasonsInTheEngine().filter(reason => !known.has(reason))).toEqual([])
  })
})

const quotedIn = (source: string): string[] => [...source.matchAll(/'(\w+)'/g)].map(match => match[1]!)

/** Whatever looks like one in the files that decide; what they quote besides is named here. */
function reasonsInTheEngine(): string[] {
  const deciding = [
    ...readdirSync(`${engine}/steps`).map(name => join(engine, 'steps', name)),
    ...['sending', 'walk', 'move', 'decide'].map(name => `${engine}/${name}.ts`),
  ]
  const noReasons = new Set(['webhook_answered'])
  const snakeCase = deciding.flatMap(file =>
    [...read(file).matchAll(/'([a-z]+(?:_[a-z]+)+)'/g)].map(match => match[1]!),
  )
  const given = deciding.flatMap(file => [
    ...[...read(file).matchAll(/(?:record\('\w+', |reason: |leave\(\w+, '\w+', )'(\w+)'/g)].map(
      match => match[1]!,
    ),
  ])
  return [...new Set([...snakeCase, ...given])].filter(word => !noReasons.has(word))
}

describe('what kept a condition from matching', () => {
  const conditions: readonly (readonly [because: object, words: string])[] = [
    [{ path: 'cart.value', gte: 20, got: '12.50' }, 'cart.value (12.50) is below 20'],
    [{ path: 'cart.value', between: [1, 2], got: 3 }, 'cart.value (3) is not within [1,2]'],
    [{ path: 'sku', matches: 'TR-*', got: 'XX' }, 'sku (XX) does not look like TR-*'],
    [{ path: 'paidAt', withinLast: '7d', got: '2026-01-01' }, 'paidAt (2026-01-01) is not of the last 7d'],
    [
      { path: 'cart.value', gte: 20, got: true, unknown: 'wrong type' },
      'cart.value (true) is below 20: it cannot be compared',
    ],
    [{ path: 'cart.value', gte: 20, unknown: 'missing' }, 'cart.value is missing'],
    [{ path: 'firstName', exists: true, got: null }, 'firstName is missing'],
    [{ path: 'firstName', exists: false, got: 'Ann' }, 'firstName is there'],
    [
      { path: 'price', lt: { path: 'customer.lastPrice' }, want: 50, got: 55 },
      'price (55) is not below customer.lastPrice (50)',
    ],
    [
      {
        path: 'price',
        lt: { path: 'customer.lastPrice' },
        unknown: 'missing',
        missing: 'customer.lastPrice',
      },
      'customer.lastPrice is missing',
    ],
    [{ consent: 'email', got: 'unknown' }, 'email consent is unknown'],
    [
      { segment: 'vip', because: [{ path: 'customer.vip', eq: true, unknown: 'missing' }] },
      'not in segment "vip" (customer.vip is missing)',
    ],
    [
      { did: 'order_completed', count: 2, within: '90d', got: 1 },
      'order_completed: 1 times in the last 90d, wanted at least 2',
    ],
    [
      { did: 'order_completed', count: { eq: 0 }, since: 'entry', got: 1 },
      'order_completed: 1 times since entry, wanted none',
    ],
    [
      { did: 'order_completed', sum: { of: 'order.total', gt: 200 }, got: { sum: '150' } },
      'order_completed: order.total adds up to 150, wanted more than 200',
    ],
    [
      {
        did: 'product_viewed',
        count: 4,
        distinct: { of: 'product.productId', gte: 3, lte: 5 },
        within: '1d',
        got: { count: 3, distinct: 2 },
      },
      'product_viewed: 3 times in the last 1d, wanted at least 4, 2 different product.productId in the last 1d, wanted at least 3 and at most 5',
    ],
    [
      { did: 'cart_viewed', count: 1, since: 'entry', unknown: 'not in a journey' },
      'cart_viewed since entry: the customer is in no journey yet',
    ],
    [{ catalog: 'cart.items', unknown: 'missing' }, 'cart.items is missing'],
    [{ catalog: 'cart.items', unknown: 'empty list' }, 'cart.items is an empty list'],
    [{ catalog: 'cart.items', got: [] }, 'cart.items is an empty list'],
    [{ catalog: 'cart', got: {}, unknown: 'wrong type' }, 'cart is not the id of a product'],
    [
      { catalog: 'product.productId', product: 'p1', unknown: 'not in the catalog' },
      'product p1 is not in the catalog',
    ],
    [
      { catalog: 'product.productId', product: 'p1', because: [{ path: 'inStock', eq: true, got: false }] },
      'product p1 in the catalog: inStock (false) is not true',
    ],
    [
      { localTime: { between: ['18:00', '02:00'], on: ['fri', 'sat'] }, got: 'Sun 21:30' },
      'it is Sun 21:30 where the customer is, not 18:00 to 02:00 on fri, sat',
    ],
    [{ not: { segment: 'vip' } }, 'matches {"segment":"vip"}, which must not be'],
    [{ moon: 'full' }, '{"moon":"full"}'],
  ]

  it.each(conditions)('%j', (because, words) => {
    expect(sayBecause([because as never])).toBe(words)
  })

  it('has words for every operator', () => {
    expect([...saidOperators].toSorted()).toEqual(Object.keys(operatorsSchema.shape).toSorted())
  })
})

describe('the end, and messages, in words', () => {
  it.each([
    ['completed', 'completed', 'went through to the end'],
    ['exited', 'condition_true', 'left: a condition that ends this journey became true'],
    ['converted', 'order_completed', 'converted (order_completed)'],
    ['active', null, null],
  ])('%s, %s', (status, endedBy, words) => {
    expect(sayEnded({ status, endedBy })).toBe(words)
  })

  it('a message that is held out is told from one that was sent', () => {
    expect(sayMessage({ channel: 'email', status: 'held_out', reason: null })).toBe(
      'email was decided and not sent: the customer is in the holdout',
    )
  })

  it.each([
    ['queued', null, 0, 'webhook "crm" waits to be made'],
    ['queued', 'http_500', 2, 'webhook "crm" waits to be made, after 2 attempts (http_500)'],
    ['done', null, 1, 'webhook "crm" was taken'],
    ['failed', 'http_410', 1, 'webhook "crm" failed for good (http_410)'],
  ])('a call that is %s, %s', (status, reason, attempts, words) => {
    expect(sayCall({ kind: 'webhook', target: 'crm', status, reason, attempts })).toBe(words)
  })
})
