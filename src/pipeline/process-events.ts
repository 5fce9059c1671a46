// One batch of events through one transaction: who they are about, which are new, what follows from them, all written
// together. Reads as the sentence of the design; the deciding is the engine's.
import { blankCustomer, lockCustomers } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import type { Customer, Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import { addUp, type BatchResult } from './batch-result.js'
import { withCategories } from './categories.js'
import { completeBatch } from './complete-batch.js'
import { leaveOutErased, refuseErased } from './erased-events.js'
import { beginBatch, findStored } from './event-store.js'
import { type Identified, identify } from './identify.js'
import { loadStates } from './load-states.js'
import { moveCustomer } from './move-customer.js'
import { noteRepeats } from './repeat-store.js'
import { settleMessages } from './settle-messages-store.js'
import type { Work, WorkInput } from './work.js'

/** Journeys as of a revision; read again only when the revision is a new one. */
export type JourneySource = (db: Db, revision: number) => Promise<JourneySet>

export async function processEvents(
  db: Db,
  journeysOf: JourneySource,
  events: readonly Event[],
): Promise<BatchResult> {
  const { now, revision, lastErasedAt } = await beginBatch(db)
  const journeys = await journeysOf(db, revision)
  const alive = await leaveOutErased(db, events, lastErasedAt)
  const firsts = await dropRepeats(db, alive)
  await noteRepeats(db, alive, firsts, now)
  const fresh = await withCategories(db, firsts)
  const identified = await identify(db, fresh, now)
  await refuseErased(db, fresh)
  const result = await decideInStages(db, journeys, fresh, identified, now)
  return { ...result, repeated: alive.length - fresh.length, erased: events.length - alive.length }
}

/**
 * What was decided before two customers became one must not know of it, and what comes after must know of both: the batch
 * is cut at the merges, for those customers only. Most batches have one stage.
 */
async function decideInStages(
  db: Db,
  journeys: JourneySet,
  events: readonly Event[],
  { stages, customerIds, owned, customers }: Identified,
  now: Date,
): Promise<BatchResult> {
  const results: BatchResult[] = []
  for (const [n, stage] of stages.entries()) {
    for (const move of stage.moves) await moveCustomer(db, move, events[move.event]!, now)
    const parts = stage.events.map(index => ({
      event: events[index]!,
      customerId: customerIds[index]!,
      owned: owned[index]!,
    }))
    const known = n === 0 ? customers : await reloaded(db, parts)
    const works = await prepare(db, journeys, parts, known, now)
    results.push((await completeBatch(db, journeys, works, now)).result)
    await settleMessages(
      db,
      parts.map(({ event }) => event),
    )
  }
  return addUp(results)
}

/** Their locks are ours. */
async function reloaded(db: Db, parts: readonly Part[]): Promise<Map<string, Customer>> {
  const customers = await lockCustomers(db, [...new Set(parts.map(({ customerId }) => customerId))])
  return new Map(customers.map(customer => [customer.id, customer]))
}

/** An event, and whom it is about. */
interface Part {
  readonly event: Event
  readonly customerId: string
  readonly owned: Identifiers
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
  parts: readonly Part[],
  known: ReadonlyMap<string, Customer>,
  now: Date,
): Promise<Work[]> {
  const inputs = new Map<string, WorkInput[]>()
  for (const { event, customerId, owned } of parts) {
    const input = { input: { kind: 'event' as const, event }, owned }
    const own = inputs.get(customerId)
    if (own) own.push(input)
    else inputs.set(customerId, [input])
  }
  // Only those to whom an event of the batch can do something: most views and carts concern no journey of theirs.
  const concerned = new Set(
    parts.flatMap(({ event, customerId }) =>
      known.has(customerId) && journeys.concerns(event.type) ? [customerId] : [],
    ),
  )
  const types = [...new Set(parts.map(({ event }) => event.type))]
  const stateOf = await loadStates(db, journeys, [...concerned], types)
  return [...inputs].map(([id, own]) => {
    const customer = known.get(id)
    const work = { state: stateOf(customer ?? blankCustomer(id)), inputs: own }
    return customer ? { ...work, isNew: false } : { ...watched(journeys, work, now), isNew: true }
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
