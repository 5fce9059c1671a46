// Which customer each event of a batch belongs to. Pure: it is given the identities that are known, and answers with
// the ones to be added. Two known customers are never merged here; the strongest name decides.
import { type Identifiers, type IdentityKind, identityKinds } from '../model/customer.js'

export interface Identity {
  readonly kind: IdentityKind
  readonly value: string
  readonly customerId: string
}

export interface Resolution {
  /** The customer of each event, in the order of the events. */
  readonly customerIds: readonly string[]
  /** Per event, the identifiers that belong to that customer (others belong to somebody else and stay there). */
  readonly owned: readonly Identifiers[]
  readonly newCustomerIds: readonly string[]
  readonly newIdentities: readonly Identity[]
}

const keyOf = (kind: IdentityKind, value: string): string => `${kind}:${value}`

/**
 * Goes through the events in order, so that an event sees the identities the ones before it have brought.
 * `known` holds the identities that the events name and, of customers who are about to get another one, all their names but
 * the anonymous; `newId` makes ids for new customers.
 */
export function resolveCustomers(
  events: readonly Identifiers[],
  known: readonly Identity[],
  newId: () => string,
): Resolution {
  const owners = new Map(known.map(({ kind, value, customerId }) => [keyOf(kind, value), customerId]))
  const held = new Set(known.map(({ kind, customerId }) => keyOf(kind, customerId)))
  const newCustomerIds: string[] = []
  const newIdentities: Identity[] = []

  const resolve = (identifiers: Identifiers): string => {
    const found = ownerOf(identifiers, owners, held)
    if (found !== null) return found
    const id = newId()
    newCustomerIds.push(id)
    return id
  }

  const adopt = (customerId: string, identifiers: Identifiers): void => {
    for (const [kind, value] of namesOf(identifiers)) {
      if (owners.has(keyOf(kind, value))) continue
      owners.set(keyOf(kind, value), customerId)
      held.add(keyOf(kind, customerId))
      newIdentities.push({ kind, value, customerId })
    }
  }

  const customerIds = events.map(identifiers => {
    const customerId = resolve(identifiers)
    adopt(customerId, identifiers)
    return customerId
  })
  const owned = events.map((identifiers, index) =>
    Object.fromEntries(
      namesOf(identifiers).filter(([kind, value]) => owners.get(keyOf(kind, value)) === customerIds[index]),
    ),
  )
  return { customerIds, owned, newCustomerIds, newIdentities }
}

/**
 * The strongest known name decides, unless the event has a stronger unknown name of a kind that its owner already has:
 * then somebody else uses the same device or address, and the event is about a new customer.
 */
function ownerOf(
  identifiers: Identifiers,
  owners: ReadonlyMap<string, string>,
  held: ReadonlySet<string>,
): string | null {
  const unknownKinds: IdentityKind[] = []
  for (const [kind, value] of namesOf(identifiers)) {
    const owner = owners.get(keyOf(kind, value))
    if (owner !== undefined && !unknownKinds.some(unknown => held.has(keyOf(unknown, owner)))) return owner
    if (owner === undefined) unknownKinds.push(kind)
  }
  return null
}

function namesOf(identifiers: Identifiers): [IdentityKind, string][] {
  const names: [IdentityKind, string][] = []
  for (const kind of identityKinds) {
    const value = identifiers[kind]
    if (value !== undefined) names.push([kind, value])
  }
  return names
}
