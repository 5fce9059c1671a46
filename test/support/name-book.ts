// The names of customers in memory, loaded as the pipeline loads them and changed as it changes them.
import { type Identity, type Link, nameKey, namesOf } from '../../src/customers/identity.js'
import { NamesMissing } from '../../src/customers/name-graph.js'
import { type Identifying, type Resolution, resolveCustomers } from '../../src/customers/resolve-customers.js'

export class NameBook {
  private readonly identities = new Map<string, Identity>()
  private links: Link[] = []
  private ids = 0

  /** Resolves a batch and keeps what follows from it. */
  tell(...events: readonly Identifying[]): Resolution {
    const resolution = this.resolve(events, new Set())
    for (const { moves } of resolution.stages)
      for (const move of moves) this.move(move.from, move.into, move.names?.map(nameKey) ?? null)
    for (const identity of [...resolution.newIdentities, ...resolution.changedIdentities])
      this.identities.set(nameKey(identity), identity)
    this.links = [...this.links, ...resolution.newLinks]
    return resolution
  }

  /** The names that belong together, each group and all groups in order. */
  groups(): string[][] {
    const groups = new Map<string, string[]>()
    for (const [key, { customerId }] of [...this.identities].sort(([a], [b]) => (a < b ? -1 : 1)))
      groups.set(customerId, [...(groups.get(customerId) ?? []), key])
    return [...groups.values()].sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
  }

  customerOf(key: string): string | undefined {
    return this.identities.get(key)?.customerId
  }

  pin(key: string): void {
    const identity = this.identities.get(key)!
    this.identities.set(key, { ...identity, pinned: true })
  }

  private resolve(events: readonly Identifying[], whole: ReadonlySet<string>): Resolution {
    try {
      return resolveCustomers(events, this.load(events, whole), () => `c${++this.ids}`)
    } catch (error) {
      if (!(error instanceof NamesMissing)) throw error
      return this.resolve(events, new Set([...whole, ...error.customerIds]))
    }
  }

  /** No more than the pipeline loads, so that what it misses is missed here too. */
  private load(events: readonly Identifying[], whole: ReadonlySet<string>) {
    const named = new Set(
      events.flatMap(({ names }) => [
        ...namesOf(names).map(nameKey),
        ...(names.formerId === undefined ? [] : [`id:${names.formerId}`]),
      ]),
    )
    const links = this.links.filter(({ token }) => named.has(nameKey(token)))
    const further = [
      ...links.map(({ anonymousId }) => `anonymousId:${anonymousId}`),
      ...[...named].flatMap(key => {
        const by = this.identities.get(key)?.known?.by
        return by ? [nameKey(by)] : []
      }),
    ]
    const keys = new Set([...named, ...further])
    const identities = [...this.identities].flatMap(([key, identity]) =>
      keys.has(key) || whole.has(identity.customerId) ? [identity] : [],
    )
    return { identities, links, whole }
  }

  private move(from: string, into: string, names: readonly string[] | null): void {
    for (const [key, identity] of this.identities) {
      if (identity.customerId !== from || (names && !names.includes(key))) continue
      this.identities.set(key, { ...identity, customerId: into })
    }
  }
}
