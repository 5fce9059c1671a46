// Who the events of a batch are about: resolved, written down, locked. Right also when other batches bring the same
// names at the same moment.
import {
  addIdentities,
  addLinks,
  changedSince,
  countNameChanges,
  type FoundNames,
  findNames,
  type Identifying,
  lockCustomers,
  NamesMissing,
  nameKey,
  namesOf,
  namesOfCustomers,
  type Resolution,
  resolveCustomers,
  type Stage,
  saveClaims,
} from '../customers/index.js'
import { RetryTransaction } from '../db/errors.js'
import type { Db } from '../db/tables.js'
import type { Customer, Identifiers } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import { newId } from '../platform/new-id.js'

export interface Identified {
  /** Per event, in their order: its customer, and those of its names that are this customer's. */
  readonly customerIds: readonly string[]
  readonly owned: readonly Identifiers[]
  /** Every customer concerned who is known already, locked until the transaction ends, as they were before the batch. */
  readonly customers: ReadonlyMap<string, Customer>
  /** What has to be done, in this order: moves, and then the events that may be decided after them. */
  readonly stages: readonly Stage[]
}

export async function identify(db: Db, events: readonly Event[], now: Date): Promise<Identified> {
  const { resolution, found } = await resolve(db, events, now)
  const concerned = customersOf(resolution, found)
  const locked = await lockCustomers(db, concerned)
  await refuseOutdated(db, concerned, locked, found)
  await refuseGrown(db, new Set(concerned), found, resolution)
  await writeClaims(db, resolution, found)
  const { customerIds, owned, stages } = resolution
  return { customerIds, owned, stages, customers: new Map(locked.map(customer => [customer.id, customer])) }
}

/** What Triggerfish says itself tells nothing new of who is who: one name is enough to find the customer. */
export function identifying({ source, customer, occurredAt }: Event): Identifying {
  const at = Date.parse(occurredAt)
  if (source !== ownSource) return { names: customer, at }
  return {
    names: Object.fromEntries(
      namesOf(customer)
        .slice(0, 1)
        .map(({ kind, value }) => [kind, value]),
    ),
    at,
  }
}

interface Resolved {
  readonly resolution: Resolution
  readonly found: FoundNames
}

const maxResolves = 8

/**
 * Another batch may bring one of the new names at the same moment: then whose it is must be asked again. So it must with
 * all names of further customers, where some of theirs have to move; that ends with the customers.
 */
async function resolve(db: Db, events: readonly Event[], now: Date): Promise<Resolved> {
  const said = events.map(identifying)
  const names = said.map(one => one.names)
  let whole: ReadonlySet<string> = new Set()
  for (let tries = 0; tries < maxResolves; ) {
    const found = await findNames(db, names, whole)
    const resolution = tryToResolve(said, found)
    if (resolution instanceof NamesMissing) {
      const known = whole.size
      whole = new Set([...whole, ...resolution.customerIds])
      if (whole.size === known) throw resolution
      continue
    }
    if (await addIdentities(db, resolution.newIdentities, now)) return { resolution, found }
    tries++
  }
  throw new RetryTransaction('identities keep changing')
}

function tryToResolve(said: readonly Identifying[], found: FoundNames): Resolution | NamesMissing {
  try {
    return resolveCustomers(said, found, newId)
  } catch (error) {
    if (error instanceof NamesMissing) return error
    throw error
  }
}

/** Whoever an event is about, whoever moves, and whose names are changed. */
function customersOf(
  { customerIds, stages, changedIdentities, newLinks }: Resolution,
  { identities, versions }: FoundNames,
): string[] {
  const moved = stages.flatMap(({ moves }) => moves.flatMap(({ from, into }) => [from, into]))
  const changed = ownersOf({ changedIdentities, newLinks }, identities)
  return [...new Set([...customerIds, ...moved, ...changed])].filter(id => versions.has(id))
}

/** The owners, before the batch, of names about which something is changed. */
function ownersOf(
  { changedIdentities, newLinks }: Pick<Resolution, 'changedIdentities' | 'newLinks'>,
  identities: FoundNames['identities'],
): string[] {
  if (changedIdentities.length === 0 && newLinks.length === 0) return []
  const owners = new Map(identities.map(identity => [nameKey(identity), identity.customerId]))
  const names = [...changedIdentities, ...newLinks.map(({ token }) => token)]
  return [...new Set(names.flatMap(name => owners.get(nameKey(name)) ?? []))]
}

/**
 * Names were looked at before their customers' locks were held: another batch may have merged or split one of them
 * meanwhile.
 */
async function refuseOutdated(
  db: Db,
  concerned: readonly string[],
  locked: readonly Customer[],
  { versions }: FoundNames,
): Promise<void> {
  if (locked.length < concerned.length) throw new RetryTransaction('a customer is gone')
  const seen = new Map(concerned.map(id => [id, versions.get(id)!]))
  if ((await changedSince(db, seen)).length > 0)
    throw new RetryTransaction('the names of a customer have changed meanwhile')
}

/**
 * A name that is only added changes no version. Where part of a customer moves, all names must be the ones that were looked
 * at, or one that hangs on a name that moves would stay behind.
 */
async function refuseGrown(
  db: Db,
  locked: ReadonlySet<string>,
  { whole, identities }: FoundNames,
  { newIdentities }: Resolution,
): Promise<void> {
  const ids = [...whole].filter(id => locked.has(id))
  if (ids.length === 0) return
  const seen = new Set([...identities, ...newIdentities].map(nameKey))
  const names = await namesOfCustomers(db, ids)
  if (names.some(name => !seen.has(nameKey(name))))
    throw new RetryTransaction('a customer has got another name meanwhile')
}

async function writeClaims(db: Db, resolution: Resolution, { identities }: FoundNames): Promise<void> {
  await saveClaims(db, resolution.changedIdentities)
  await addLinks(db, resolution.newLinks)
  await countNameChanges(db, ownersOf(resolution, identities))
}
