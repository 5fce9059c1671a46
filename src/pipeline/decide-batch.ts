// Decides all inputs of a batch, customer by customer, and loads what the engine asks for in bulk in between. The
// deciding is pure; the only thing it does is to ask `loadFacts`.
import type { JourneySet } from '../journeys/engine/index.js'
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
    const needs = open.flatMap(one => one.advance())
    open = open.filter(one => !one.done)
    if (open.length === 0) break
    const facts = await loadFacts(needs)
    for (const one of open) one.supply(facts)
  }
  return progress.map(one => one.result())
}
