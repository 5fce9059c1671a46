// Any life of a customer, in any batches: one by one or all at once must come to the same.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Supplies } from '../../../src/workbench/supplies.js'
import { aCustomer, start } from '../../support/builders.js'
import { type Life, lives, moments } from '../journeys/engine/any-life.js'
import { Ledger } from './ledger.js'

/** More of them now and then: PROPERTY_RUNS=2000 npx vitest run … --testTimeout 600000. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 30)

interface Way {
  readonly atOnce: boolean
  /** Whether the customer was there before the journeys, and is looked at because they were published. */
  readonly isKnown?: boolean
}

/** Fewer codes than journeys may ask for. */
const supplies = (): Supplies => new Supplies({ coupons: { TEN: ['ten-1', 'ten-2'] } })

async function live({ journeys, days }: Life, { atOnce, isKnown = false }: Way): Promise<Ledger> {
  const ledger = new Ledger(journeys(), aCustomer(), supplies())
  if (isKnown) await ledger.look(start)
  for (const { now, events, handsOver } of moments(days)) {
    await ledger.wake(now, { atOnce })
    if (atOnce) await ledger.hear(events, now)
    else for (const event of events) await ledger.hear([event], now)
    if (handsOver) ledger.handOver(now)
  }
  return ledger
}

it('inputs one by one and as batches give the same decisions, messages and passes', async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.boolean(), async (life, isKnown) => {
      const [whole, single] = await Promise.all([
        live(life, { atOnce: true, isKnown }),
        live(life, { atOnce: false, isKnown }),
      ])
      expect(whole.poisoned).toEqual(single.poisoned)
      expect(whole.decided).toEqual(single.decided)
      expect(whole.sent).toEqual(single.sent)
      expect(whole.passes).toEqual(single.passes)
      expect(whole.customer).toEqual(single.customer)
      expect(whole.watch).toEqual(single.watch)
    }),
    { numRuns },
  )
})

it('whoever is inside rests at exactly one timer, and nobody else has one', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async life => {
      const ledger = await live(life, { atOnce: true })
      const active = ledger.passes.filter(({ status }) => status === 'active').map(({ id }) => id)
      expect(ledger.liveTimers.map(({ enrollmentId }) => enrollmentId).sort()).toEqual(active.sort())
      expect(new Set(ledger.sent.map(({ id }) => id)).size).toBe(ledger.sent.length)
    }),
    { numRuns },
  )
})

it('nothing is poisoned but what answers itself for ever', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async life => {
      const { poisoned } = await live(life, { atOnce: true })
      expect(poisoned.filter(reason => !reason.startsWith('events follow from events'))).toEqual([])
    }),
    { numRuns },
  )
})
