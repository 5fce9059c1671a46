// One batch of events through one transaction: who they are about, which are new, what follows from them, all written
// together. Reads as the sentence of the design; the deciding is the engine's.
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import type { Event } from '../model/event.js'
import type { BatchResult } from './batch-result.js'
import { completeBatch } from './complete-batch.js'
import { leaveOutErased, refuseErased } from './erased-events.js'
import { beginBatch, findStored } from './event-store.js'
import { type Identified, identify } from './identify.js'
import { loadStates } from './load-states.js'
import type { Work, WorkInput } from './work.js'

/** Journeys as of a revision; read again only when the revision is a new one. */
export type JourneySource = (db: Db, revision: number) => Promise<JourneySet>

export async function processEvents(
  db: Db,
  journeysOf: JourneySource,
  events: readonly Event[],
): Promise<BatchResult> {
  const { now, revision } = await beginBatch(db)
  const journeys = await journeysOf(db, revision)
  const alive = await leaveOutErased(db, events)
  const fresh = await dropRepeats(db, alive)
  const identified = await identify(db, fresh, now)
  await refuseErased(db, fresh)
  const works = await prepare(db, journeys, fresh, identified, now)
  const { result } = await completeBatch(db, journeys, works, now)
  return { ...result, repeated: alive.length - fresh.length, erased: events.length - alive.length }
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
  now: Date,
): Promise<Work[]> {
  const inputs = new Map<string, WorkInput[]>([...customers.keys()].map(id => [id, []]))
  for (const [index, event] of events.entries()) {
    inputs.get(customerIds[index]!)!.push({ input: { kind: 'event', event }, owned: owned[index]! })
  }
  // Only those to whom an event of the batch can do something: most views and carts concern no journey of theirs.
  const concerned = new Set(
    customerIds.filter((id, index) => !newCustomerIds.has(id) && journeys.concerns(events[index]!.type)),
  )
  const types = [...new Set(events.map(({ type }) => type))]
  const stateOf = await loadStates(db, journeys, [...concerned], types)
  return [...customers.values()].map(customer => {
    const work = { state: stateOf(customer), inputs: inputs.get(customer.id)! }
    const isNew = newCustomerIds.has(customer.id)
    return { ...(isNew ? watched(journeys, work, now) : work), isNew }
  })
}

/**
 * The watch over a new customer begins before their first event, when nothing was true of them, and looks right after it:
 * not at the end of the batch, because what is decided must not depend on how events are batched.
 */
function watched(
  journeys: JourneySet,
  { state, inputs }: Omit<Work, 'isNew'>,
  now: Date,
): Omit<Work, 'isNew'> {
  const watch = journeys.newWatch(now)
  if (!watch) return { state, inputs }
  const [first, ...others] = inputs
  return {
    state: { ...state, watch },
    inputs: [first!, { input: { kind: 'watch' }, owned: {} }, ...others],
  }
}
