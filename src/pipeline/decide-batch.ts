// Decides all inputs of a batch, customer by customer, and loads what the engine asks for in bulk in between. The
// deciding is pure; the only thing it does is to ask `loadFacts`, and to let others have their turn: a thousand events of
// somebody with a long history take seconds, in which nobody would be answered.
import type { JourneySet } from '../journeys/engine/index.js'
import { fairTurn } from '../platform/fair-turns.js'
import { Progress } from './progress.js'
import type { CustomerNeed, DecidedCustomer, Facts, Work } from './work.js'

export async function decideBatch(
  journeys: JourneySet,
  works: readonly Work[],
  now: Date,
  loadFacts: (needs: readonly CustomerNeed[]) => Promise<Facts>,
): Promise<DecidedCustomer[]> {
  const progress = works.map(work => new Progress(journeys, work, now))
  let open = progress
  while (open.length > 0) {
    const needs = await advanceAll(open)
    open = open.filter(one => !one.done)
    if (open.length === 0) break
    const facts = await loadFacts(needs)
    for (const one of open) one.supply(facts)
  }
  return progress.map(one => one.result())
}

/** Each until it needs facts, or is done. */
async function advanceAll(open: readonly Progress[]): Promise<CustomerNeed[]> {
  const needs: CustomerNeed[] = []
  for (const one of open) {
    let asked: readonly CustomerNeed[] = []
    while (asked.length === 0 && !one.done) {
      await fairTurn()
      asked = one.advance()
    }
    needs.push(...asked)
  }
  return needs
}
