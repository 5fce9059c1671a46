// Any life of a customer, in any batches: one by one or all at once must come to the same.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aCustomer } from '../../support/builders.js'
import { type Life, lives, moments } from '../journeys/engine/any-life.js'
import { Ledger } from './ledger.js'

const live = async ({ journeys, days }: Life, { atOnce }: { atOnce: boolean }): Promise<Ledger> => {
  const ledger = new Ledger(journeys(), aCustomer())
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
    fc.asyncProperty(lives, async life => {
      const [whole, single] = await Promise.all([live(life, { atOnce: true }), live(life, { atOnce: false })])
      expect(whole.poisoned).toEqual([])
      expect(whole.decided).toEqual(single.decided)
      expect(whole.sent).toEqual(single.sent)
      expect(whole.passes).toEqual(single.passes)
      expect(whole.customer).toEqual(single.customer)
    }),
    { numRuns: 80 },
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
    { numRuns: 80 },
  )
})
