// A batch: facts in bulk, resumed in the middle, the poisoned set aside, what the batch itself decided counted.
import { describe, expect, it } from 'vitest'
import { decideBatch } from '../../../src/pipeline/decide-batch.js'
import type { CustomerNeed, Decided, Facts, Work } from '../../../src/pipeline/work.js'
import {
  aCustomer,
  aJourney,
  anEnrollment,
  anEvent,
  aState,
  at,
  type GivenEvent,
  journeySet,
  start,
} from '../../support/builders.js'
import { Ledger } from './ledger.js'

const nothing: Facts = {
  events: () => [],
  messages: () => [],
  additions: () => [],
  product: () => null,
  grant: () => ({}),
}

const work = (customerId: string, ...events: GivenEvent[]): Work => ({
  state: aState({ customer: aCustomer({ id: customerId }) }),
  isNew: false,
  inputs: events.map(given => ({ input: { kind: 'event', event: anEvent(given) }, owned: {} })),
})

const send = { steps: [{ id: 'mail', send: 'email', template: 't' }] }
const ann = '00000000-0000-4000-8000-00000000000a'
const bob = '00000000-0000-4000-8000-00000000000b'
const cart = (id: string) => ({ cart: { id } })

describe('decideBatch', () => {
  it('asks for the facts of all customers at once, and not at all where none are needed', async () => {
    const asked: (readonly CustomerNeed[])[] = []
    const load = async (needs: readonly CustomerNeed[]) => {
      asked.push(needs)
      return nothing
    }
    const journeys = journeySet([aJourney({ entry: { if: { didNot: 'order_completed', within: '1d' } } })])
    const works = [work(ann, { type: 'product_added' }), work(bob, { type: 'product_added' })]
    const decided = await decideBatch(journeys, works, start, load)
    expect(asked.map(needs => needs.map(({ customerId }) => customerId))).toEqual([[ann, bob]])
    expect(decided.map(one => one.decided[0]?.outcome.decisions[0]?.kind)).toEqual(['entered', 'entered'])
    await decideBatch(journeys, [work(ann, { type: 'product_viewed' })], start, load)
    expect(asked).toHaveLength(1)
  })

  it('takes as many coupons for one event as are asked for, one after the other', async () => {
    const steps = Array.from({ length: 60 }, (_, n) => ({ id: `code-${n}`, coupon: 'TEN' }))
    const journeys = journeySet([aJourney({ steps })])
    const [one] = await decideBatch(journeys, [work(ann, { type: 'product_added' })], start, async () => ({
      ...nothing,
      grant: claim => ({ code: claim }),
    }))
    expect(one?.poisoned).toEqual([])
    expect(one?.decided[0]?.outcome.decisions.filter(({ reason }) => reason === 'coupon')).toHaveLength(60)
  })

  it('loads nothing of a customer who is new, and counts what the batch itself brought', async () => {
    const journeys = journeySet([aJourney({ entry: { if: { did: 'product_viewed', count: { eq: 2 } } } })])
    const views = ['a', 'b'].map(id => ({ type: 'product_viewed', id }))
    const newcomer = { ...work(ann, ...views, { type: 'product_added' }), isNew: true }
    const load = async (): Promise<Facts> => {
      throw new Error('asked for facts of somebody who is new')
    }
    const [one] = await decideBatch(journeys, [newcomer], start, load)
    expect(one?.poisoned).toEqual([])
    expect(one?.decided[2]?.outcome.decisions[0]?.kind).toBe('entered')
  })

  it('goes on where it stopped: what was decided before is not decided again', async () => {
    const journeys = journeySet([
      aJourney({ id: 'view', trigger: { event: 'product_viewed' } }),
      aJourney({ entry: { if: { did: 'product_viewed', count: { eq: 1 } } } }),
    ])
    const works = [work(ann, { type: 'product_viewed' }, { type: 'product_added' }, { type: 'cart_viewed' })]
    const [one] = await decideBatch(journeys, works, start, async () => nothing)
    expect(one?.decided.map(({ outcome }) => outcome.decisions.map(d => `${d.journeyId} ${d.kind}`))).toEqual(
      [['view entered', 'view waited'], ['cart-recovery entered', 'cart-recovery waited'], []],
    )
  })

  it('counts the messages of the batch itself, and no longer the withdrawn ones', async () => {
    const journeys = journeySet(
      [
        aJourney({ id: 'cart', exit: [{ on: 'cart_cleared' }], ...send }),
        aJourney({ id: 'view', trigger: { event: 'product_viewed' }, entry: { reenter: 'always' }, ...send }),
      ],
      { caps: { global: { max: 1, per: '1d' } } },
    )
    const works = [
      work(
        ann,
        { type: 'product_added' },
        { type: 'product_viewed' },
        { type: 'cart_cleared' },
        { type: 'product_viewed', id: 'again' },
      ),
    ]
    const [one] = await decideBatch(journeys, works, start, async () => nothing)
    expect(one?.decided.map(({ outcome }) => outcome.messages.map(({ journeyId }) => journeyId))).toEqual([
      ['cart'],
      [],
      [],
      ['view'],
    ])
  })

  it('no longer counts a message of an earlier batch that this one has withdrawn', async () => {
    const journeys = journeySet(
      [
        aJourney({ id: 'cart', exit: [{ on: 'cart_cleared' }], ...send }),
        aJourney({ id: 'view', trigger: { event: 'product_viewed' }, ...send }),
      ],
      { caps: { global: { max: 1, per: '1d' } } },
    )
    const ledger = new Ledger(journeys, aCustomer())
    await ledger.hear([anEvent({ type: 'product_added' })], start)
    await ledger.hear([anEvent({ type: 'cart_cleared' }), anEvent({ type: 'product_viewed' })], start)
    expect(ledger.sent.map(({ journeyId }) => journeyId)).toEqual(['view'])
  })

  it('still counts its own messages when facts are loaded again, from further back', async () => {
    const journeys = journeySet(
      [
        aJourney({ entry: { reenter: 'always' }, ...send }),
        aJourney({
          id: 'thanks',
          trigger: { event: 'order_completed' },
          caps: { journey: { max: 3, per: '5d' } },
          ...send,
        }),
      ],
      { caps: { global: { max: 1, per: '1d' } } },
    )
    const ledger = new Ledger(journeys, aCustomer())
    await ledger.hear([anEvent({ type: 'product_viewed' })], start)
    const added = anEvent({ type: 'product_added' })
    await ledger.hear([added, anEvent({ type: 'order_completed' }), { ...added, id: 'again' }], start)
    expect(ledger.loads).toBe(2)
    expect(ledger.sent).toHaveLength(1)
  })

  it('sets aside what cannot be decided, and goes on with the rest', async () => {
    const journeys = journeySet([
      aJourney({ exit: [{ on: 'order_cancelled' }] }),
      aJourney({ id: 'view', trigger: { event: 'product_viewed' } }),
    ])
    const broken: Work = {
      ...work(ann, { type: 'order_cancelled' }, { type: 'product_viewed' }),
      state: aState({ customer: aCustomer({ id: ann }), enrollments: [anEnrollment({ version: 9 })] }),
    }
    const [first, second] = await decideBatch(
      journeys,
      [broken, work(bob, { type: 'product_viewed' })],
      start,
      async () => nothing,
    )
    expect(first?.poisoned.map(({ reason }) => reason)).toEqual([
      'journey cart-recovery version 9 is not loaded',
      'journey cart-recovery version 9 is not loaded',
    ])
    expect(first?.decided).toEqual([])
    expect(second?.decided).toHaveLength(1)
  })

  it('keeps an opt-out even of an event that cannot be decided', async () => {
    const broken: Work = {
      ...work(ann, { type: 'email_unsubscribed' }),
      state: aState({ enrollments: [anEnrollment({ version: 9 })] }),
    }
    const [one] = await decideBatch(journeySet([aJourney()]), [broken], start, async () => nothing)
    expect(one?.poisoned).toHaveLength(1)
    expect(one).toMatchObject({ changed: true, customer: { consent: { email: 'unsubscribed' } } })
    expect(one?.consentChanges).toMatchObject([{ channel: 'email', status: 'unsubscribed' }])
  })

  it('says whether the customer changed', async () => {
    const journeys = journeySet([aJourney()])
    const works = [
      work(ann, { type: 'product_viewed' }),
      work(bob, { type: 'customer_updated', properties: { tier: 'gold' } }),
    ]
    const decided = await decideBatch(journeys, works, start, async () => nothing)
    expect(decided.map(({ changed }) => changed)).toEqual([false, true])
  })
})

describe('events that follow from an input', () => {
  const emits = (id: string, event: string, ...types: string[]) =>
    aJourney({
      id,
      trigger: { event },
      steps: types.map((emit, n) => ({ id: `s${n}`, emit })),
    })
  const typesOf = (one: { decided: readonly Decided[] } | undefined) =>
    one?.decided.map(
      ({ input, depth }) => `${input.kind === 'event' ? input.event.type : input.kind} ${depth}`,
    )

  it('are decided right after it, each with what follows from it, before the next input', async () => {
    const journeys = journeySet([emits('a', 'first', 'left', 'right'), emits('b', 'left', 'leaf')])
    const [one] = await decideBatch(
      journeys,
      [work(ann, { type: 'first' }, { type: 'second' })],
      start,
      async () => nothing,
    )
    expect(typesOf(one)).toEqual(['first 0', 'left 1', 'leaf 2', 'right 1', 'second 0'])
  })

  it('change the customer on whom the next ones are decided', async () => {
    const journeys = journeySet([
      aJourney({ trigger: { event: 'first' }, steps: [{ id: 'set', set: { tier: 'gold' } }] }),
      aJourney({ id: 'gold', trigger: { event: 'second' }, entry: { if: { 'customer.tier': 'gold' } } }),
    ])
    const works = [work(ann, { type: 'first' }, { type: 'second' })]
    const [one] = await decideBatch(journeys, works, start, async () => nothing)
    expect(one).toMatchObject({ changed: true, customer: { attributes: { tier: 'gold' } } })
    expect(one?.decided.at(-1)?.outcome.decisions[0]?.kind).toBe('entered')
  })

  it('are stopped after sixteen, and what comes next goes on', async () => {
    const journeys = journeySet([
      aJourney({
        trigger: { event: 'ping' },
        entry: { reenter: 'always' },
        steps: [{ id: 's', emit: 'ping' }],
      }),
    ])
    const [one] = await decideBatch(
      journeys,
      [work(ann, { type: 'ping' }, { type: 'other' })],
      start,
      async () => nothing,
    )
    expect(one?.decided.map(({ depth }) => depth)).toEqual([...Array(17).keys(), 0])
    expect(one?.poisoned).toMatchObject([{ depth: 17, input: { event: { type: 'ping' } } }])
  })
})

describe('what is not of the past', () => {
  const product = { inStock: true }
  const facts: Facts = {
    ...nothing,
    product: id => (id === 'shoe' ? product : null),
    grant: () => ({ code: 'C1' }),
  }

  const giving = journeySet([
    aJourney({
      entry: { if: { all: [{ catalog: 'item', where: { inStock: true } }, { didNot: 'order_completed' }] } },
      steps: [
        { id: 'code', coupon: 'TEN' },
        {
          id: 'which',
          branch: [{ if: { 'steps.code.code': { exists: false } }, then: [{ id: 'b', coupon: 'B' }] }],
        },
        { id: 'rest', wait: '1d' },
      ],
    }),
  ])
  const added = (item: string) => ({ type: 'product_added', properties: { item } })
  async function asking(event: GivenEvent) {
    const asked: string[] = []
    const [one] = await decideBatch(giving, [{ ...work(ann, event), isNew: true }], start, async needs => {
      asked.push(needs.map(({ need }) => (need.kind === 'coupon' ? need.pool : need.kind)).join())
      return facts
    })
    return { asked, enrollment: one?.decided[0]?.outcome.enrollments[0] }
  }

  it('is loaded for a customer who is new', async () => {
    const { asked, enrollment } = await asking(added('shoe'))
    expect(asked).toEqual(['products', 'TEN'])
    expect(enrollment?.outputs).toMatchObject({ code: { code: 'C1' } })
  })

  it('is not taken on a guess: only when all else is known', async () => {
    const { asked, enrollment } = await asking(added('hat'))
    expect([asked, enrollment]).toEqual([['products'], undefined])
  })

  it('is asked for once, however many inputs need it', async () => {
    let loads = 0
    const journeys = journeySet([
      aJourney({
        entry: { if: { catalog: 'item', where: { inStock: true } }, reenter: 'always' },
        steps: [{ id: 'out', exit: true }],
      }),
    ])
    const again = ['a', 'b', 'c'].map(id => ({ type: 'product_added', id, properties: { item: 'shoe' } }))
    const [one] = await decideBatch(journeys, [work(ann, ...again)], start, async () => {
      loads++
      return facts
    })
    expect([loads, one?.decided.length]).toEqual([1, 3])
  })
})

describe('many events of one customer', () => {
  const journeys = journeySet(
    [
      aJourney({
        key: 'cart.id',
        exit: [{ on: 'order_completed' }],
        ...send,
      }),
    ],
    { caps: { global: { max: 1000, per: '1d' } }, lateEvents: '2d' },
  )
  const events = Array.from({ length: 200 }, (_, index) =>
    anEvent({
      type: 'product_added',
      id: `e${index}`,
      occurredAt: at(`${index}m`),
      receivedAt: at('1d'),
      properties: cart(`c${index}`),
    }),
  )

  it.each([
    ['oldest first', events],
    ['newest first', [...events].reverse()],
  ])('%s: are decided with a handful of loads', async (_, list) => {
    const ledger = new Ledger(journeys, aCustomer())
    await ledger.hear([anEvent({ type: 'product_viewed' })], start)
    await ledger.hear(list, at('1d'))
    expect(ledger.poisoned).toEqual([])
    expect(ledger.passes).toHaveLength(200)
    expect(ledger.loads).toBeLessThan(5)
  })
})
