// How people and shops name one customer: by the kind of a name and the name itself.
import { type IdentityKind, identityKinds, normaliseIdentifiers } from './customer.js'

export interface CustomerKey {
  readonly kind: IdentityKind
  readonly value: string
}

/** `"email:Ann@example.com"` → `{ kind: "email", value: "ann@example.com" }`; null for anything else. */
export function parseCustomerKey(text: string): CustomerKey | null {
  const colon = text.indexOf(':')
  const kind = identityKinds.find(kind => kind === text.slice(0, colon))
  const value = kind && normaliseIdentifiers({ [kind]: text.slice(colon + 1) })[kind]
  return kind && value ? { kind, value } : null
}
