// Which customer each event of a batch belongs to, and what has to be put together for that. Pure: it is given the names
// that are known, and answers with those to be added and changed.
import type { Identifiers } from '../model/customer.js'
import { type Identity, isKnownKind, isName, isToken, type Link, namesOf } from './identity.js'
import { type Move, NameGraph, NamesMissing, type Node } from './name-graph.js'

/** What an event says about who is who. */
export interface Identifying {
  readonly names: Identifiers
  /** When it happened, in ms. */
  readonly at: number
}

export interface KnownNames {
  /** Those that the events name, the browsers linked to their tokens, and the known names of these tokens. */
  readonly identities: readonly Identity[]
  readonly links: readonly Link[]
  /** Customers all names of whom are among the identities. */
  readonly whole: ReadonlySet<string>
}

/** Moves, and then the events that may be decided once they are done. */
export interface Stage {
  readonly moves: readonly (Move & { readonly event: number })[]
  /** Positions in the batch. */
  readonly events: readonly number[]
}

export interface Resolution {
  /** The customer of each event, in the order of the events. */
  readonly customerIds: readonly string[]
  /** Per event, the identifiers that belong to that customer (others belong to somebody else and stay there). */
  readonly owned: readonly Identifiers[]
  /** In their order. Where nothing is merged there is one, with all events. */
  readonly stages: readonly Stage[]
  /** With the customer they belong to in the end. */
  readonly newIdentities: readonly Identity[]
  readonly changedIdentities: readonly Identity[]
  readonly newLinks: readonly Link[]
}

/**
 * Goes through the events in order, so that an event sees the names the ones before it have brought. `newId` makes ids for
 * new customers. Throws `NamesMissing` where it needs all names of a customer.
 */
export function resolveCustomers(
  events: readonly Identifying[],
  known: KnownNames,
  newId: () => string,
): Resolution {
  const graph = new NameGraph(known.identities, known.links, known.whole)
  const stages = new Stages()
  const customerIds: string[] = []
  const owned: Identifiers[] = []
  const missing = new Set<string>()
  for (const [index, { names, at }] of events.entries()) {
    const nodes = namesOf(names).map(name => graph.node(name))
    const former =
      names.formerId === undefined || !isName(names.formerId)
        ? null
        : graph.node({ kind: 'id', value: names.formerId })
    const strongest = nodes[0]!
    if (strongest.customerId === null) {
      strongest.customerId = adopted(former ? [...nodes, former] : nodes)
      if (strongest.customerId === null) {
        strongest.customerId = newId()
        graph.bear(strongest.customerId)
      }
    }
    stages.add(
      index,
      strongest,
      noting(missing, () => movesOf(graph, nodes, former, at)),
    )
    customerIds.push(strongest.customerId)
    owned.push(ownedBy(strongest.customerId, nodes))
  }
  // What came after the first of them is only to ask for as many as possible at once.
  if (missing.size > 0) throw new NamesMissing([...missing])
  return {
    customerIds,
    owned,
    stages: stages.list,
    newIdentities: identitiesAmong(graph, node => node.isNew),
    changedIdentities: identitiesAmong(graph, node => node.changed && !node.isNew),
    newLinks: graph.newLinks,
  }
}

function noting(missing: Set<string>, work: () => Move[]): Move[] {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof NamesMissing)) throw error
    for (const id of error.customerIds) missing.add(id)
    return []
  }
}

/** Somebody whose root one of the weaker names is becomes known by the new, stronger one: nothing has to move. */
function adopted([strongest, ...others]: readonly Node[]): string | null {
  const root = others.find(node => node !== strongest && node.customerId !== null && !node.claim)
  return root?.customerId ?? null
}

function movesOf(graph: NameGraph, nodes: readonly Node[], former: Node | null, at: number): Move[] {
  const [strongest, ...others] = nodes
  const claim = { by: { kind: strongest!.kind, value: strongest!.value }, at }
  const moves: (Move | null)[] = []
  if (former && former !== strongest) {
    former.customerId ??= strongest!.customerId
    moves.push(graph.join(strongest!, former, at))
  }
  for (const node of others) moves.push(graph.claim(node, claim))
  const browser =
    others.find(({ kind }) => kind === 'anonymousId') ??
    (strongest!.kind === 'anonymousId' ? strongest! : null)
  for (const token of others) {
    if (!isToken(token.kind)) continue
    if (browser) moves.push(...graph.link(token, browser.value))
    if (isKnownKind(strongest!.kind)) moves.push(...graph.identify(token, claim))
  }
  return moves.filter(move => move !== null)
}

const ownedBy = (customerId: string, nodes: readonly Node[]): Identifiers =>
  Object.fromEntries(
    nodes.filter(node => node.customerId === customerId).map(({ kind, value }) => [kind, value]),
  )

function identitiesAmong(graph: NameGraph, isWanted: (node: Node) => boolean): Identity[] {
  const found: Identity[] = []
  for (const node of graph.all) {
    if (!isWanted(node)) continue
    const { kind, value, customerId, claim, known, pinned } = node
    found.push({ kind, value, customerId: customerId!, claim, known, pinned })
  }
  return found
}

/** An event comes after the moves that concern its customer, and those after the customer's events before them. */
class Stages {
  readonly list: { moves: (Move & { event: number })[]; events: number[] }[] = [{ moves: [], events: [] }]
  private readonly stageOf = new Map<string, number>()

  add(event: number, strongest: Node, moves: readonly Move[]): void {
    if (moves.length > 0) this.begin(event, moves)
    this.list[this.stageOf.get(strongest.customerId!) ?? 0]!.events.push(event)
  }

  private begin(event: number, moves: readonly Move[]): void {
    const concerned = new Set(moves.flatMap(({ from, into }) => [from, into]))
    const stage = Math.max(...[...concerned].map(id => this.stageOf.get(id) ?? 0)) + 1
    for (const id of concerned) this.stageOf.set(id, stage)
    while (this.list.length <= stage) this.list.push({ moves: [], events: [] })
    this.list[stage]!.moves.push(...moves.map(move => ({ ...move, event })))
  }
}
