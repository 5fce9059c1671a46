// Holds hand-overs back before they begin, while no sender has room: jobs then stay in Redis and messages in PostgreSQL,
// unclaimed. Only an estimate from what Redis last said; what counts is the token.
import type { Category } from '../../journeys/definition/action-schemas.js'
import type { Admit } from '../sender.js'
import { type PacedSender, type PacingTools, patienceMs } from './paced-sender.js'

type Known = Pick<PacedSender<never>, 'waitMs' | 'everyMs'>

export interface Admissions {
  readonly admit: Admit
  /** This message has its room by now, or was refused it. */
  decided(id: string): void
}

/** Half of what a message waits for with everything in hand: others take tokens too, and who comes first is chance. */
const beginWithinMs = patienceMs / 2
/** What has changed meanwhile is looked at so often at least. */
const lookAgainMs = 1_000

export function admissions(senders: readonly Known[], { pause }: Pick<PacingTools, 'pause'>): Admissions {
  /** Begun, and not yet sure whether there is room. */
  const undecided: Record<Category, Set<string>> = { transactional: new Set(), marketing: new Set() }
  /** First come, first served: each waits for the one before. */
  const last: Record<Category, Promise<void>> = {
    transactional: Promise.resolve(),
    marketing: Promise.resolve(),
  }
  const decided = (id: string): void => {
    undecided.transactional.delete(id)
    undecided.marketing.delete(id)
  }

  /** Of the sender that has room first; those that have begun go before. */
  function waitMs(category: Category): number {
    const ahead = undecided[category].size
    // Who comes first waits here; those behind may do so with everything in hand, if it is not for long.
    const waits = senders.map(sender =>
      ahead === 0
        ? sender.waitMs(category)
        : Math.max(0, sender.waitMs(category) + ahead * sender.everyMs - beginWithinMs),
    )
    return Math.min(...waits)
  }

  async function turn(category: Category, before: Promise<void>, stop: AbortSignal): Promise<void> {
    await before
    for (let wait = waitMs(category); wait > 0 && !stop.aborted; wait = waitMs(category))
      await pause(Math.min(wait, lookAgainMs))
  }

  return {
    decided,
    async admit(id, category, stop) {
      const mine = turn(category, last[category], stop)
      last[category] = mine
      await mine
      if (stop.aborted) return null
      undecided[category].add(id)
      return () => decided(id)
    },
  }
}
