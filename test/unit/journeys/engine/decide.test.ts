// What the engine answers, in detail: needs, reasons, ids, stale timers. The rules themselves are in test/spec.
import { describe, expect, it } from 'vitest'
import { decide, fold, type Input } from '../../../../src/journeys/engine/index.js'
import {
  aCustomer,
  aJourney,
  aMessage,
  anEnrollment,
  anEvent,
  aState,
  at,
  journeySet,
  start,
} from '../../../support/builders.js'

const added = (given = {}): Input => ({ kind: 'event', event: anEvent({ type: 'product_added', ...given }) })
const timer = (seq: number, dueAt = at('1h')): Input => ({
  kind: 'timer',
  enrollmentId: anEnrollment().id,
  seq,
  dueAt,
})

describe('entering', () => {
  it('names everything after its cause, so that deciding again names it the same', () => {
    const journeys = journeySet([aJourney()])
    const first = decide(journeys, aState(), added(), start)
    expect(decide(journeys, aState(), added(), start)).toEqual(first)
    const other = decide(journeys, aState(), added({ id: 'another' }), start)
    expect(other.enrollments[0]?.id).not.toBe(first.enrollments[0]?.id)
  })
  it('counts the decisions from 1, and sets the timer at the count of the last', () => {
    const { decisions, timers, enrollments } = decide(journeySet([aJourney()]), aState(), added(), start)
    expect(decisions.map(({ n, kind, stepId }) => [n, kind, stepId])).toEqual([
      [1, 'entered', null],
      [2, 'waited', 'settle'],
    ])
    expect(timers).toEqual([{ enrollmentId: enrollments[0]?.id, seq: 2, dueAt: at('1h') }])
    expect(enrollments[0]).toMatchObject({ status: 'active', stepId: 'settle', seq: 2 })
  })
  it('keeps the reason of every refusal', () => {
    const journey = aJourney({
      trigger: { event: 'product_added', where: { 'cart.value': { gte: 20 } } },
      entry: { reenter: { after: '7d' }, if: { 'customer.country': 'DE' } },
      key: 'cart.id',
    })
    const refusal = (properties: object, state = {}) =>
      decide(journeySet([journey]), aState(state), added({ properties }), at('0m')).refusals[0]
    expect(refusal({ cart: { value: '1.00' } })).toEqual({
      journeyId: 'cart-recovery',
      version: 1,
      reason: 'trigger_where',
      detail: [{ path: 'cart.value', gte: 20, got: '1.00' }],
    })
    expect(refusal({ cart: { value: '50.00' } })).toMatchObject({
      reason: 'key_missing',
      detail: { path: 'cart.id' },
    })
    const cart = { cart: { value: '50.00', id: 'c1' } }
    expect(refusal(cart)).toMatchObject({
      reason: 'entry_condition',
      detail: [{ path: 'customer.country', eq: 'DE', unknown: 'missing' }],
    })
    const inside = anEnrollment({ key: 'c1' })
    expect(refusal(cart, { enrollments: [inside] })).toMatchObject({
      reason: 'already_in',
      detail: { enrollment: inside.id },
    })
    const ended = anEnrollment({ key: 'c1', status: 'completed', enteredAt: at('-1d') })
    expect(refusal(cart, { enrollments: [ended] })).toMatchObject({
      reason: 'reentry_too_soon',
      detail: { until: at('6d').toISOString() },
    })
  })
})

describe('needs', () => {
  it('asks for the history a condition looks at, no further back than it looks', () => {
    const journey = aJourney({ entry: { if: { didNot: 'order_completed', within: '2d' } } })
    expect(decide(journeySet([journey]), aState(), added(), start).needs).toEqual([
      { kind: 'history', type: 'order_completed', since: at('-2d') },
    ])
  })
  it('asks again where what is known does not go back far enough, and not where it does', () => {
    const journeys = journeySet([aJourney({ entry: { if: { didNot: 'order_completed', within: '2d' } } })])
    const known = (since: Date) => aState({ history: new Map([['order_completed', { since, events: [] }]]) })
    expect(decide(journeys, known(at('-1d')), added(), start).needs).toHaveLength(1)
    expect(decide(journeys, known(at('-2d')), added(), start).needs).toEqual([])
  })
  it('asks for messages only where a cap or a goal looks at them', () => {
    const send = { steps: [{ id: 'mail', send: 'email', template: 't' }] }
    expect(decide(journeySet([aJourney(send)]), aState(), added(), start).needs).toEqual([])
    const capped = journeySet([aJourney(send)], { caps: { email: { max: 1, per: '1d' } } })
    expect(decide(capped, aState(), added(), start).needs).toEqual([{ kind: 'messages', since: at('-1d') }])
  })
  it('asks for no messages where the step is skipped for another reason', () => {
    const steps = [{ id: 'mail', send: 'email', template: 't', skipIf: { skip: true } }]
    const journeys = journeySet([aJourney({ steps })], { caps: { global: { max: 1, per: '1d' } } })
    const skipped = added({ properties: { skip: true } })
    expect(decide(journeys, aState(), skipped, start)).toMatchObject({
      needs: [],
      decisions: [{ kind: 'entered' }, { reason: 'skip_condition' }, { reason: 'completed' }],
    })
  })
  it('asks for nothing where a cheaper question has refused', () => {
    const journey = aJourney({
      trigger: { event: 'product_added', where: { a: 1 } },
      entry: { if: { didNot: 'order_completed' } },
      exit: [{ on: 'order_completed' }],
    })
    expect(decide(journeySet([journey]), aState(), added(), start).needs).toEqual([])
  })
})

describe('timers', () => {
  const journeys = journeySet([aJourney()])
  it('wakes the step it was set at', () => {
    const state = aState({ enrollments: [anEnrollment()] })
    expect(decide(journeys, state, timer(2), at('1h')).messages).toMatchObject([
      { stepId: 'remind', channel: 'email', template: 'reminder', pass: 1 },
    ])
  })
  it.each([
    ['of an earlier wait', { seq: 4 }],
    ['of an enrollment that has ended', { status: 'exited', stepId: null } as const],
  ])('is quiet %s', (_, given) => {
    const outcome = decide(journeys, aState({ enrollments: [anEnrollment(given)] }), timer(2), at('1h'))
    expect(outcome).toMatchObject({ decisions: [], enrollments: [], timers: [], messages: [] })
  })
  it('is quiet where the enrollment is gone', () => {
    expect(decide(journeys, aState(), timer(2), at('1h')).decisions).toEqual([])
  })
  it('cannot be decided where the version is not known', () => {
    const state = aState({ enrollments: [anEnrollment({ version: 7 })] })
    expect(() => decide(journeys, state, timer(2), at('1h'))).toThrow('cart-recovery version 7 is not loaded')
  })
})

describe('skipped messages', () => {
  it.each([
    ['no_consent', aCustomer({ consent: { email: 'unknown', sms: 'unknown' } }), { consent: 'unknown' }],
    ['no_address', aCustomer({ email: null }), {}],
    ['address_suppressed', aCustomer({ suppressed: { email: 'hard_bounce' } }), { why: 'hard_bounce' }],
  ])('say %s, and the fact behind it', (reason, customer, because) => {
    const state = aState({ customer, enrollments: [anEnrollment()] })
    const [skipped] = decide(journeySet([aJourney()]), state, timer(2), at('1h')).decisions
    expect(skipped).toMatchObject({ kind: 'skipped', stepId: 'remind', reason, detail: { because } })
  })
  it('say which cap was full', () => {
    const journeys = journeySet([aJourney()], { caps: { global: { max: 1, per: '1d' } } })
    const messages = { since: new Date(0), list: [aMessage()] }
    const state = aState({ enrollments: [anEnrollment()], messages })
    expect(decide(journeys, state, timer(2), at('1h')).decisions[0]?.detail).toEqual({
      channel: 'email',
      because: { cap: 'global', max: 1, per: '1d', count: 1 },
    })
  })
})

describe('fold', () => {
  const journeys = journeySet([
    aJourney({ exit: [{ on: 'order_completed' }], steps: [{ id: 'mail', send: 'email', template: 't' }] }),
  ])
  const empty = { since: new Date(0), events: [] }
  const known = aState({
    history: new Map([['order_completed', empty]]),
    messages: { since: new Date(0), list: [] },
  })
  const ordered: Input = { kind: 'event', event: anEvent({ type: 'order_completed', occurredAt: at('1h') }) }

  it('adds what was decided: enrollments, messages, and the event to a history that is known', () => {
    const state = fold(known, added(), decide(journeys, known, added(), start), start)
    expect(state.enrollments).toMatchObject([{ status: 'completed', queuedMessages: 1 }])
    expect(state.messages?.list).toMatchObject([{ stepId: 'mail', createdAt: start, wireAt: null }])
    expect([...state.history.keys()]).toEqual(['order_completed'])
    const later = fold(state, ordered, decide(journeys, state, ordered, at('1h')), at('1h'))
    expect(later.history.get('order_completed')?.events).toEqual([{ occurredAt: at('1h'), properties: {} }])
  })
  it('takes out what was withdrawn, so that the next input neither counts it nor withdraws it again', () => {
    const state = fold(known, added(), decide(journeys, known, added(), start), start)
    const outcome = decide(journeys, state, ordered, at('1h'))
    const left = fold(state, ordered, outcome, at('1h'))
    expect(left.messages?.list).toEqual([])
    expect(left.enrollments).toMatchObject([{ status: 'exited', queuedMessages: 0 }])
    expect(decide(journeys, left, ordered, at('2h')).withdrawals).toEqual([])
  })
})
