// One batch of events through one transaction: who they are about, which are new, what follows from them, all written
// together. Reads as the sentence of the design; the deciding is the engine's.
import { RetryTransaction } from '../db/errors.js'
import type { Db } from '../db/tables.js'
import type { CustomerState, JourneySet } from '../journeys/engine/index.js'
import { loadEnrollments } from '../journeys/enrollment-store.js'
import type { Event } from '../model/event.js'
import { type BatchResult, summarize } from './batch-result.js'
import { decideBatch } from './decide-batch.js'
import { beginBatch, type DecidedEvent, findStored, insertEvents, setEventsAside } from './event-store.js'
import { type Identified, identify } from './identify.js'
import { factLoader } from './load-facts.js'
import type { DecidedCustomer, Work } from './work.js'
import { writeBatch } from './write-batch.js'

/** Journeys as of a revision; read again only when the revision is a new one. */
export type JourneySource = (db: Db, revision: number) => Promise<JourneySet>

export async function processEvents(
  db: Db,
  journeysOf: JourneySource,
  events: readonly Event[],
): Promise<BatchResult> {
  const { now, revision } = await beginBatch(db)
  const journeys = await journeysOf(db, revision)
  const fresh = await dropRepeats(db, events)
  const identified = await identify(db, fresh, now)
  const works = await prepare(db, journeys, fresh, identified)
  const customers = await decideBatch(journeys, works, now, factLoader(db))
  const poisoned = customers.flatMap(one => one.poisoned)
  await storeEvents(db, customers, now)
  const messages = await writeBatch(db, {
    customers,
    newCustomerIds: identified.newCustomerIds,
    knownEnrollments: new Set(works.flatMap(({ state }) => state.enrollments.map(({ id }) => id))),
    now,
  })
  const failed = poisoned.flatMap(({ input, reason }) =>
    input.kind === 'event' ? [{ event: input.event, reason }] : [],
  )
  await setEventsAside(db, failed)
  return { ...summarize(customers), messages, repeated: events.length - fresh.length, failed: failed.length }
}

/** Keeps the first of each source and id, and none that is stored already (I2). */
async function dropRepeats(db: Db, events: readonly Event[]): Promise<Event[]> {
  const first = new Map<string, Event>()
  for (const event of events) {
    const key = keyOf(event)
    if (!first.has(key)) first.set(key, event)
  }
  for (const stored of await findStored(db, [...first.values()])) first.delete(keyOf(stored))
  return [...first.values()]
}

const keyOf = ({ source, id }: { source: string; id: string }): string => `${source}\n${id}`

async function prepare(
  db: Db,
  journeys: JourneySet,
  events: readonly Event[],
  { customers, customerIds, owned, newCustomerIds }: Identified,
): Promise<Work[]> {
  const inputs = new Map<string, Work['inputs'][number][]>([...customers.keys()].map(id => [id, []]))
  for (const [index, event] of events.entries()) {
    inputs.get(customerIds[index]!)!.push({ input: { kind: 'event', event }, owned: owned[index]! })
  }
  const enrollments = await enrollmentsOf(db, journeys, events, { customerIds, newCustomerIds })
  return [...customers.values()].map(customer => ({
    state: { ...emptyState, customer, enrollments: enrollments.get(customer.id) ?? [] },
    isNew: newCustomerIds.has(customer.id),
    inputs: inputs.get(customer.id)!,
  }))
}

/** Only of those to whom an event of the batch can do something: most views and carts concern no journey of theirs. */
async function enrollmentsOf(
  db: Db,
  journeys: JourneySet,
  events: readonly Event[],
  { customerIds, newCustomerIds }: Pick<Identified, 'customerIds' | 'newCustomerIds'>,
): Promise<Map<string, CustomerState['enrollments']>> {
  const concerned = new Set(
    customerIds.filter((id, index) => !newCustomerIds.has(id) && journeys.concerns(events[index]!.type)),
  )
  const types = new Set(events.map(({ type }) => type))
  const entered = [...types].flatMap(type => journeys.triggeredBy(type).map(({ id }) => id))
  const byCustomer = new Map<string, CustomerState['enrollments'][number][]>()
  for (const enrollment of await loadEnrollments(db, [...concerned], entered)) {
    const list = byCustomer.get(enrollment.customerId)
    if (list) list.push(enrollment)
    else byCustomer.set(enrollment.customerId, [enrollment])
  }
  return byCustomer
}

const emptyState = { history: new Map(), messages: null } as const

async function storeEvents(db: Db, customers: readonly DecidedCustomer[], now: Date): Promise<void> {
  const rows: DecidedEvent[] = customers.flatMap(({ customer, decided }) =>
    decided.flatMap(({ input, outcome }) =>
      input.kind === 'event'
        ? [{ event: input.event, customerId: customer.id, refusals: outcome.refusals }]
        : [],
    ),
  )
  if (rows.length === 0) return
  const added = await insertEvents(db, rows, now)
  // Another batch stored one of them under another customer in the meantime: start again, and find it.
  if (added < rows.length) throw new RetryTransaction('events have been stored by another batch')
}
