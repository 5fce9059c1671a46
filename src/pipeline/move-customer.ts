// Two customers become one, or part of one becomes another's: every row that is theirs, in the transaction of the event
// that said so. The caller holds the locks of both.
import { markForCredit } from '../conversions/index.js'
import {
  blankCustomer,
  divideCustomer,
  latestAddresses,
  lockCustomers,
  type Move,
  mergeCustomers,
  type Name,
  nameId,
  namesOfCustomers,
  saveCustomers,
  type Words,
} from '../customers/index.js'
import type { Db } from '../db/tables.js'
import { insertDecisions } from '../journeys/enrollment-store.js'
import type { Event } from '../model/event.js'
import { newId } from '../platform/new-id.js'
import { markCustomers } from '../rollups/index.js'
import {
  type Between,
  type EndedTwin,
  endCustomer,
  endTwins,
  insertMerge,
  lookAgain,
  moveAll,
  moveNames,
  movePart,
  nameConfirmations,
  passesOfNames,
  shareWatch,
} from './move-customer-store.js'
import { withdrawMessages } from './outbox-store.js'
import { loadWords } from './words-store.js'

/** Does nothing where nobody was written down yet: then there are only names, and those are where they belong. */
export async function moveCustomer(db: Db, move: Move, cause: Event, now: Date): Promise<void> {
  const { from, into, names } = move
  const known = new Map((await lockCustomers(db, [from, into])).map(customer => [customer.id, customer]))
  if (!known.has(from)) return
  const reason = { reason: reasonOf(cause), source: cause.source, eventId: cause.id }
  if (names === null) {
    const merged = mergeCustomers(known.get(into) ?? blankCustomer(into), known.get(from)!)
    await saveCustomers(db, [merged], now)
    const told = { ...reason, kind: 'merged' as const, names: await namesOfCustomers(db, [from]) }
    await mergeInto(db, move, now)
    await remember(db, move, told, now)
    return
  }
  if (!known.has(into)) await saveCustomers(db, [blankCustomer(into)], now)
  await moveByNames(db, move, names, now)
  await remember(db, move, { ...reason, kind: 'moved', names }, now)
}

async function mergeInto(db: Db, between: Between, now: Date): Promise<void> {
  await markCustomers(db, [between.from, between.into])
  await tell(db, between.into, await endTwins(db, between, null, now), now)
  await moveAll(db, between)
  await moveNames(db, between, null)
  await endCustomer(db, between)
  await markForCredit(db, [between.into])
  await lookAgain(db, [between.into], now)
}

/** Takes names out of a customer, with everything that came by them. Both customers exist. */
export async function moveByNames(
  db: Db,
  between: Between,
  names: readonly Name[],
  now: Date,
): Promise<void> {
  const ids = names.map(nameId)
  await markCustomers(db, [between.from, between.into])
  const passes = await passesOfNames(db, between.from, ids)
  await nameConfirmations(db, between.from, ids[0]!, passes)
  const moved = await loadWords(db, between.from, ids)
  await tell(db, between.into, await endTwins(db, between, passes, now), now)
  await movePart(db, between, ids, passes)
  await moveNames(db, between, names)
  await divide(db, between, moved, now)
  await shareWatch(db, between)
  await markForCredit(db, [between.from, between.into])
  await lookAgain(db, [between.from, between.into], now)
}

/** Whose addresses they are is said by the names alone. */
async function divide(db: Db, { from, into }: Between, moved: Words, now: Date): Promise<void> {
  const known = new Map((await lockCustomers(db, [from, into])).map(customer => [customer.id, customer]))
  const both = { from: known.get(from)!, into: known.get(into)! }
  const divided = divideCustomer(both, moved, await loadWords(db, from))
  const addresses = await latestAddresses(db, [from, into])
  const none = { email: null, phone: null }
  const addressed = [divided.from, divided.into].map(customer => ({
    ...customer,
    ...(addresses.get(customer.id) ?? none),
  }))
  await saveCustomers(db, addressed, now)
}

/** The pass that ended says why, and what it had decided to send is taken back. */
async function tell(db: Db, customerId: string, ended: readonly EndedTwin[], now: Date): Promise<void> {
  const decisions = ended.map(({ id, journeyId, version, seq, stepId, wentOn }) => ({
    customerId,
    enrollmentId: id,
    journeyId,
    version,
    n: seq,
    kind: 'exited' as const,
    stepId,
    reason: 'merged',
    detail: { wentOn },
  }))
  await insertDecisions(db, decisions, now)
  await withdrawMessages(
    db,
    ended.map(({ id }) => ({ enrollmentId: id, reason: 'merged' })),
  )
}

interface Told {
  readonly kind: 'merged' | 'moved' | 'split'
  readonly names: readonly Name[]
  readonly reason: string
  readonly source: string | null
  readonly eventId: string | null
}

/** So that it can be asked for, and taken apart. */
export async function remember(db: Db, { from, into }: Between, told: Told, now: Date): Promise<void> {
  const names = told.names.map(({ kind, value }) => ({ kind, value }))
  await insertMerge(db, { id: newId(), from, into, ...told, names }, now)
}

const reasonOf = ({ customer }: Event): string => `told together: ${Object.keys(customer).sort().join(', ')}`
