// The first look at every customer after something has been published that is watched: in portions, by whichever process
// comes to it, going on where the one before has stopped.
import { customersAfter, lockCustomers } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import { endBackfill, endWatches, moveBackfill, takeBackfill } from '../journeys/watch-store.js'
import type { BatchResult } from './batch-result.js'
import { completeBatch } from './complete-batch.js'
import { beginBatch } from './event-store.js'
import { loadStates } from './load-states.js'
import type { JourneySource } from './process-events.js'

export interface BackfillResult extends BatchResult {
  /** How many customers were looked at. */
  readonly looked: number
  /** Of them, those that could not be decided: the next event that matters begins the watch over them. */
  readonly unwatched: number
}

/** One portion; null: there is nothing to do, or another process is doing it. */
export async function beginWatches(
  db: Db,
  journeysOf: JourneySource,
  limit: number,
): Promise<BackfillResult | null> {
  const { now, revision } = await beginBatch(db)
  const journeys = await journeysOf(db, revision)
  if (!journeys.watching) await endWatches(db)
  const portion = await takePortion(db, journeys, limit)
  if (!portion) return null
  const { ids } = portion
  const customers = await lockCustomers(db, ids)
  const stateOf = await loadStates(db, journeys, ids, [])
  const works = customers.map(customer => ({
    state: stateOf(customer),
    isNew: false,
    inputs: [{ input: { kind: 'watch' as const }, owned: {} }],
  }))
  const { customers: decided, result } = await completeBatch(db, journeys, works, now)
  await leavePortion(db, portion, limit)
  return { ...result, looked: ids.length, unwatched: decided.filter(({ watch }) => !watch).length }
}

/** Goes on behind the next customer without looking; true: there was one. */
export async function passOver(db: Db, journeysOf: JourneySource): Promise<boolean> {
  const { revision } = await beginBatch(db)
  const portion = await takePortion(db, await journeysOf(db, revision), 1)
  if (!portion) return false
  await leavePortion(db, portion, 1)
  return portion.ids.length > 0
}

interface Portion {
  readonly plan: string
  readonly ids: readonly string[]
}

async function takePortion(db: Db, { watching }: JourneySet, limit: number): Promise<Portion | null> {
  if (!watching) return null
  const taken = await takeBackfill(db, watching.plan)
  if (!taken) return null
  return { plan: watching.plan, ids: await customersAfter(db, taken.afterId, limit) }
}

async function leavePortion(db: Db, { plan, ids }: Portion, limit: number): Promise<void> {
  const last = ids.at(-1)
  if (last !== undefined) await moveBackfill(db, plan, last)
  if (ids.length < limit) await endBackfill(db, plan)
}
