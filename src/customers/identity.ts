// A name of a customer and why it is theirs. Every name hangs on a stronger one it was told with, by the best of its
// claims; the names that so hang together are one customer. What counts as the best does not depend on the order in which
// the claims arrive, so that the same events in any order end in the same customers (docs/adr/0024-names-are-a-forest.md).
import { type Identifiers, type IdentityKind, identityKinds } from '../model/customer.js'
import { idFrom } from '../model/ids.js'

export interface Name {
  readonly kind: IdentityKind
  readonly value: string
}

/** The stronger name that a name was told with, and when that was said to have happened, in ms. */
export interface Claim {
  readonly by: Name
  readonly at: number
}

export interface Identity extends Name {
  readonly customerId: string
  /** null: nothing stronger is known; the name is the root of its customer. */
  readonly claim: Claim | null
  /** Of a token, the first known name it was told with; it joins the browsers that the token was seen in. */
  readonly known: Claim | null
  /** Somebody has split it off: only a name that nobody knew yet can claim it, none of those it was split from. */
  readonly pinned: boolean
}

/** A token was seen in a browser. */
export interface Link {
  readonly token: Name
  readonly anonymousId: string
}

/** What events remember a name by. */
export const nameId = ({ kind, value }: Name): string => idFrom('name', kind, value)

export const nameKey = ({ kind, value }: Name): string => `${kind}:${value}`

const ranks = new Map<IdentityKind, number>(identityKinds.map((kind, rank) => [kind, rank]))
const rankOf = (kind: IdentityKind): number => ranks.get(kind)!

/** Names by which one can be written to or looked up; a browser or a cart tells nothing of a person by itself. */
export const isKnownKind = (kind: IdentityKind): boolean => rankOf(kind) < rankOf('anonymousId')
export const isToken = (kind: IdentityKind): boolean => rankOf(kind) > rankOf('anonymousId')

/** What programs write where they have no name. Whoever took it for one would make one person of all. */
const noNames: ReadonlySet<string> = new Set([
  'undefined',
  'null',
  'none',
  'nil',
  'nan',
  'n/a',
  'false',
  'true',
  '0',
  '-1',
  'unknown',
  'anonymous',
  'guest',
  '[object object]',
])

export const isName = (value: string): boolean => !noNames.has(value.toLowerCase())

/** Names of an event, strongest first. What is no name counts only where there is nothing else. */
export function namesOf(identifiers: Identifiers): Name[] {
  const names: Name[] = []
  const others: Name[] = []
  for (const kind of identityKinds) {
    const value = identifiers[kind]
    if (value !== undefined) (isName(value) ? names : others).push({ kind, value })
  }
  return names.length > 0 ? names : others.slice(0, 1)
}

/**
 * Whether a claim on a name of this kind is better than the one it has. An address or a browser stays with whoever had it
 * first: the next login in a shared browser must not take the first one's past along. A token goes with the known name it was
 * told with last: who corrects the address in a checkout is who ordered.
 */
export function isBetter(kind: IdentityKind, claim: Claim, than: Claim | null): boolean {
  if (than === null) return true
  if (isToken(kind)) {
    const byClass = classOf(claim.by.kind) - classOf(than.by.kind)
    if (byClass !== 0) return byClass < 0
    if (isKnownKind(claim.by.kind) && claim.at !== than.at) return claim.at > than.at
  }
  return isEarlier(claim, than)
}

/** Of two at the same moment the stronger, and of two as strong the smaller: some order that is always the same. */
export function isEarlier(claim: Claim, than: Claim | null): boolean {
  if (than === null) return true
  if (claim.at !== than.at) return claim.at < than.at
  const byRank = rankOf(claim.by.kind) - rankOf(than.by.kind)
  return byRank === 0 ? claim.by.value < than.by.value : byRank < 0
}

const classOf = (kind: IdentityKind): number => (isKnownKind(kind) ? 0 : isToken(kind) ? 2 : 1)

/** Some order that is always the same. */
export const strongestFirst = <T extends Name>(names: readonly T[]): T[] =>
  [...names].sort((a, b) => rankOf(a.kind) - rankOf(b.kind) || (a.value < b.value ? -1 : 1))

/** These names, and of the others those that hang on one of them. */
export function namesBelow(all: readonly Identity[], tops: readonly Name[]): Identity[] {
  const byKey = new Map(all.map(identity => [nameKey(identity), identity]))
  const wanted = new Set(tops.map(nameKey))
  const hangsOn = (identity: Identity): boolean => {
    for (
      let at: Identity | undefined = identity;
      at;
      at = at.claim ? byKey.get(nameKey(at.claim.by)) : undefined
    )
      if (wanted.has(nameKey(at))) return true
    return false
  }
  return all.filter(hangsOn)
}
