// A batch from its inputs to its effects: decided, written, what could not be decided set aside, and counted. The same for
// events, timers and watches.
import { earns, markForCredit } from '../conversions/index.js'
import { RetryTransaction } from '../db/errors.js'
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import type { Event } from '../model/event.js'
import { type BatchResult, summarize } from './batch-result.js'
import { decideBatch } from './decide-batch.js'
import { type DecidedEvent, insertEvents } from './event-store.js'
import { factLoader } from './load-facts.js'
import { setPoisonedAside } from './set-aside.js'
import type { DecidedCustomer, Work } from './work.js'
import { writeBatch } from './write-batch.js'

export interface Completed {
  readonly customers: readonly DecidedCustomer[]
  readonly result: BatchResult
}

/** The caller holds the locks of the customers who are not new. */
export async function completeBatch(
  db: Db,
  journeys: JourneySet,
  works: readonly Work[],
  now: Date,
): Promise<Completed> {
  const customers = await decideBatch(journeys, works, now, factLoader(db, now))
  await storeEvents(db, customers, now)
  const messages = await writeBatch(db, {
    customers,
    newCustomerIds: new Set(works.filter(({ isNew }) => isNew).map(({ state }) => state.customer.id)),
    knownEnrollments: new Set(works.flatMap(({ state }) => state.enrollments.map(({ id }) => id))),
    now,
    tellsAudiences: journeys.settings.audiences !== undefined,
  })
  await markForCredit(db, earning(journeys, customers))
  const failed = await setPoisonedAside(db, customers)
  return { customers, result: { ...summarize(customers), messages, repeated: 0, failed } }
}

/** Whose credit is to be counted anew; also of those who are on another version now, with its own goals. */
const earning = ({ goals }: JourneySet, customers: readonly DecidedCustomer[]): string[] =>
  customers.flatMap(({ customer, decided }) => {
    const isEarning = decided.some(
      ({ input, outcome }) =>
        (input.kind === 'event' && earns(goals, input.event)) ||
        outcome.decisions.some(({ kind }) => kind === 'moved'),
    )
    return isEarning ? [customer.id] : []
  })

async function storeEvents(db: Db, customers: readonly DecidedCustomer[], now: Date): Promise<void> {
  const posted = eventsOf(customers, depth => depth === 0)
  if (posted.length > 0) {
    const added = await insertEvents(db, posted, now)
    // Another batch stored one of them under another customer in the meantime: start again, and find it.
    if (added < posted.length) throw new RetryTransaction('events have been stored by another batch')
  }
  // Events of our own follow from inputs that count once, so that nobody else brings them.
  const following = eventsOf(customers, depth => depth > 0)
  if (following.length > 0) await insertEvents(db, following, now)
}

function eventsOf(
  customers: readonly DecidedCustomer[],
  isWanted: (depth: number) => boolean,
): DecidedEvent[] {
  return customers.flatMap(({ customer, decided }) => {
    let cause: Event | undefined
    return decided.flatMap(({ input, depth, outcome }) => {
      if (depth === 0) cause = input.kind === 'event' ? input.event : undefined
      if (input.kind !== 'event' || !isWanted(depth)) return []
      const { event } = input
      // Who is asked for a confirmation is who said yes, by that name.
      const askedBy = depth > 0 && event.type === 'consent_requested' ? cause : undefined
      return [{ event, customerId: customer.id, refusals: outcome.refusals, askedBy }]
    })
  })
}
