// Who the events of a batch are about: resolved, written down, locked. Right also when other batches bring the same
// names at the same moment.
import {
  addIdentities,
  blankCustomer,
  findIdentities,
  type Identity,
  identitiesOf,
  lockCustomers,
  type Resolution,
  resolveCustomers,
} from '../customers/index.js'
import { RetryTransaction } from '../db/errors.js'
import type { Db } from '../db/tables.js'
import type { Customer, Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import { newId } from '../platform/new-id.js'

export interface Identified {
  /** Per event, in their order: its customer, and those of its names that are this customer's. */
  readonly customerIds: readonly string[]
  readonly owned: readonly Identifiers[]
  /** Every customer concerned, locked until the transaction ends; new ones are not written yet. */
  readonly customers: ReadonlyMap<string, Customer>
  readonly newCustomerIds: ReadonlySet<string>
}

type Known = Resolution & { readonly known: readonly Identity[] }

export async function identify(db: Db, events: readonly Event[], now: Date): Promise<Identified> {
  const resolution = await resolve(db, events, now)
  const { customerIds, owned } = resolution
  const newCustomerIds = new Set(resolution.newCustomerIds)
  const existing = [...new Set(customerIds)].filter(id => !newCustomerIds.has(id))
  const locked = await lockCustomers(db, existing)
  await refuseOutdated(db, resolution, newCustomerIds)
  const all = [...resolution.newCustomerIds.map(blankCustomer), ...locked]
  return {
    customerIds,
    owned,
    newCustomerIds,
    customers: new Map(all.map(customer => [customer.id, customer])),
  }
}

const maxResolves = 5

/** Another batch may bring one of the new names at the same moment: then whose it is must be asked again. */
async function resolve(db: Db, events: readonly Event[], now: Date): Promise<Known> {
  const identifiers = events.map(({ customer }) => customer)
  for (let tries = 0; tries < maxResolves; tries++) {
    const known = await knownIdentities(db, identifiers)
    const resolution = resolveCustomers(identifiers, known, newId)
    if (await addIdentities(db, resolution.newIdentities, now)) return { ...resolution, known }
  }
  throw new RetryTransaction('identities keep changing')
}

/** With a name that nobody has yet, it matters what other names the owners of the rest have. */
async function knownIdentities(db: Db, identifiers: readonly Identifiers[]): Promise<Identity[]> {
  const named = await findIdentities(db, identifiers)
  const owners = new Map(named.map(identity => [nameOf(identity.kind, identity.value), identity.customerId]))
  const inDoubt = new Set<string>()
  for (const names of identifiers) {
    const found = Object.entries(names).map(([kind, value]) => owners.get(nameOf(kind, value)))
    if (!found.includes(undefined)) continue
    for (const owner of found) if (owner !== undefined) inDoubt.add(owner)
  }
  return inDoubt.size === 0 ? named : [...named, ...(await identitiesOf(db, [...inDoubt]))]
}

const nameOf = (kind: string, value: string): string => `${kind}:${value}`

/**
 * Names were given to customers before their locks were held: another batch may have given one of them another name of
 * the same kind meanwhile, and then ours would have been somebody else's.
 */
async function refuseOutdated(
  db: Db,
  { newIdentities, known }: Known,
  newCustomerIds: ReadonlySet<string>,
): Promise<void> {
  const given = newIdentities.filter(({ customerId }) => !newCustomerIds.has(customerId))
  if (given.length === 0) return
  const expected = new Set([...known, ...given].map(({ kind, value }) => nameOf(kind, value)))
  const held = await identitiesOf(db, [...new Set(given.map(({ customerId }) => customerId))])
  if (held.every(({ kind, value }) => expected.has(nameOf(kind, value)))) return
  throw new RetryTransaction('a customer has got another name meanwhile')
}
