// Who is held out, by what, and from what. That the held-out walk like the others is in engine.property.test.ts.
import { describe, expect, it } from 'vitest'
import { decide, type Enrollment } from '../../../../src/journeys/engine/index.js'
import type { JsonObject } from '../../../../src/model/json.js'
import { Simulation } from '../../../../src/workbench/simulation.js'
import { Supplies } from '../../../../src/workbench/supplies.js'
import { aCustomer, aJourney, anEvent, aState, at, journeySet, start } from '../../../support/builders.js'

const ids = Array.from({ length: 4_000 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`)
const mail = { id: 'mail', send: 'email', template: 'hello' }
const receipt = { id: 'receipt', send: 'email', template: 'receipt', category: 'transactional' }
const added = anEvent({ type: 'product_added' })

/** What becomes of a customer who comes into journeys `a` and `b`. */
function heldBy(share: number | null, own: JsonObject = {}, steps: JsonObject[] = [mail]) {
  const journey = (id: string) => aJourney({ id, entry: own, steps })
  const journeys = journeySet([journey('a'), journey('b')], share === null ? {} : { holdout: { share } })
  return (id: string): Enrollment['heldBy'][] =>
    decide(journeys, aState({ customer: aCustomer({ id }) }), { kind: 'event', event: added }, start)
      .enrollments.toSorted((a, b) => (a.journeyId < b.journeyId ? -1 : 1))
      .map(one => one.heldBy)
}
const among = (share: number | null, own?: JsonObject) => {
  const of = heldBy(share, own)
  return new Map(ids.map(id => [id, of(id)]))
}
/** Four standard deviations of a binomial count. */
const isAbout = (count: number, trials: number, share: number) =>
  expect(Math.abs(count - trials * share)).toBeLessThan(4 * Math.sqrt(trials * share * (1 - share)))

describe('the global holdout', () => {
  it('takes its share of the customers, out of all journeys alike', () => {
    const held = among(0.2)
    const inAll = [...held.values()].filter(by => by.every(one => one === 'global'))
    isAbout(inAll.length, ids.length, 0.2)
    expect([...held.values()].every(([a, b]) => a === b)).toBe(true)
  })
  it('is sticky: a larger share keeps those of the smaller one', () => {
    const [few, many] = [among(0.1), among(0.3)]
    expect(ids.filter(id => few.get(id)![0] === 'global' && many.get(id)![0] !== 'global')).toEqual([])
  })
  it('takes nobody where the settings say nothing', () => {
    expect([...among(null).values()].flat().every(by => by === null)).toBe(true)
  })
  it('is independent of the holdouts of journeys, which are of each other', () => {
    const held = [...among(0.5, { holdout: 0.5 }).values()]
    const others = held.filter(([a]) => a !== 'global')
    isAbout(others.length, held.length, 0.5)
    isAbout(others.filter(([a]) => a === 'journey').length, others.length, 0.5)
    isAbout(others.filter(([a, b]) => a === 'journey' && b === 'journey').length, others.length, 0.25)
  })
  it('comes before that of a journey: who is in both is in it', () => {
    const both = [...among(0.5, { holdout: 0.5 })].filter(([, [a]]) => a === 'global')
    const alone = among(null, { holdout: 0.5 })
    expect(both.some(([id]) => alone.get(id)![0] === 'journey')).toBe(true)
  })
  it('does not concern a journey without marketing', () => {
    expect(
      ids
        .slice(0, 100)
        .flatMap(heldBy(0.5, {}, [receipt]))
        .every(one => one === null),
    ).toBe(true)
  })
  it.each([
    ['a message on the site', { id: 's', send: 'onsite', template: 'hello' }],
    ['an SMS', { id: 's', send: 'sms', template: 'hello' }],
    ['an audience', { id: 's', audience: { add: 'fans' } }],
    ['a message in a branch', { id: 's', branch: [{ if: { x: 1 }, then: [mail] }] }],
  ])('concerns one with %s', (_, step) => {
    expect(ids.slice(0, 100).flatMap(heldBy(0.5, {}, [receipt, step]))).toContain('global')
  })
  it('does not concern one that only takes people from an audience', () => {
    const step = { id: 's', audience: { remove: 'fans' } }
    expect(
      ids
        .slice(0, 100)
        .flatMap(heldBy(0.5, {}, [step]))
        .every(one => one === null),
    ).toBe(true)
  })
})

describe('who is held out', () => {
  const held = ids.find(id => heldBy(0.5)(id)[0] === 'global')!
  const live = (steps: JsonObject[], entry: JsonObject = {}, share = 0.5, id = held) => {
    const journeys = journeySet([aJourney({ id: 'a', entry, steps })], {
      holdout: { share },
      coupons: { TEN: {} },
    })
    const simulation = new Simulation(journeys, aCustomer({ id }), start, {
      supplies: new Supplies({ coupons: { TEN: ['A1'] } }),
    })
    simulation.hear(added)
    simulation.advanceTo(at('3d'))
    return simulation
  }
  const decisionsOf = (simulation: Simulation) =>
    simulation.happenings.flatMap(({ outcome }) =>
      outcome.decisions.map(({ kind, stepId, reason }) => [kind, stepId, reason]),
    )

  it('globally gets what is transactional, and nothing else', () => {
    const simulation = live([mail, receipt])
    expect(simulation.sent.map(({ stepId }) => stepId)).toEqual(['receipt'])
    expect(decisionsOf(simulation)).toEqual([
      ['entered', null, null],
      ['sent', 'mail', 'holdout'],
      ['sent', 'receipt', null],
      ['exited', 'receipt', 'completed'],
    ])
  })
  it('by the journey gets nothing at all of it', () => {
    const own = ids.find(id => heldBy(null, { holdout: 0.5 })(id)[0] === 'journey')!
    expect(live([mail, receipt], { holdout: 0.5 }, 0, own).sent).toEqual([])
  })
  it('is said so by the decision that let the customer in', () => {
    const [entered] = live([mail]).happenings[0]!.outcome.decisions
    expect(entered).toMatchObject({ kind: 'entered', detail: { holdout: true, by: 'global' } })
  })
  it('is waited for by nobody: what is not handed over cannot be taken back', () => {
    const { outcome } = live([mail, receipt]).happenings[0]!
    expect(outcome.messages.map(({ stepId, holdout }) => [stepId, holdout])).toEqual([
      ['mail', true],
      ['receipt', false],
    ])
    expect(outcome.enrollments[0]?.queuedMessages).toBe(1)
  })

  const offer = { id: 'offer', coupon: 'TEN' }
  it('takes no code', () => {
    expect(decisionsOf(live([offer, mail]))).toContainEqual(['done', 'offer', 'coupon_withheld'])
  })
  it('takes one where a transactional message may say it', () => {
    expect(decisionsOf(live([offer, receipt, mail]))).toContainEqual(['done', 'offer', 'coupon'])
    expect(decisionsOf(live([receipt, offer, mail]))).toContainEqual(['done', 'offer', 'coupon_withheld'])
  })
})

describe('what is kept of the entry', () => {
  const enter = (attributes: JsonObject, settings: JsonObject = {}, segments = {}, history = new Map()) => {
    const journeys = journeySet([aJourney()], settings, { segments })
    const customer = aCustomer({ attributes })
    return decide(journeys, aState({ customer, history }), { kind: 'event', event: added }, start)
  }
  const segments = {
    gold: { 'customer.tier': 'gold' },
    busy: { did: 'order_completed', within: '30d' },
    both: { all: [{ segment: 'gold' }, { segment: 'busy' }] },
  }
  const reported = { reports: { segments: ['gold', 'both'] } }

  it('the country, as the attributes or the number tell it', () => {
    expect(enter({ country: 'fr' }).enrollments[0]?.country).toBe('FR')
    expect(enter({}).enrollments[0]?.country).toBe('DE')
  })
  it('the segments that reports are grouped by; facts are asked for', () => {
    expect(enter({ tier: 'gold' }, reported, segments).needs).toMatchObject([
      { kind: 'history', type: 'order_completed' },
    ])
    const events = [{ occurredAt: at('-1d'), properties: {} }]
    const history = new Map([['order_completed', { since: new Date(0), events }]])
    const inBoth = enter({ tier: 'gold' }, reported, segments, history)
    expect(inBoth.needs).toEqual([])
    expect(inBoth.enrollments[0]?.segments).toEqual(['gold', 'both'])
    expect(enter({ tier: 'tin' }, reported, segments, history).enrollments[0]?.segments).toEqual([])
  })
  it('not a segment that cannot be judged', () => {
    const unknown = enter(
      { tier: 5 },
      { reports: { segments: ['gold'] } },
      { gold: { 'customer.tier': { gt: '9' } } },
    )
    expect(unknown.enrollments[0]?.segments).toEqual([])
  })
  it('asks for nothing where reports are grouped by none', () => {
    expect(enter({}, {}, segments)).toMatchObject({ needs: [], enrollments: [{ segments: [] }] })
  })
  it('leaves out a segment that nobody published, and says so', () => {
    const journeys = journeySet([aJourney()], { reports: { segments: ['gone'] } })
    expect(journeys.reported).toEqual([])
    expect(journeys.broken).toEqual([
      'segment gone, by which reports are grouped: segment gone is not defined',
    ])
  })
})
