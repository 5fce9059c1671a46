// The names that a batch of events is about, as they are put together event by event. Pure, though it changes itself: it
// lives as long as one resolution.
import { type Claim, type Identity, isBetter, isEarlier, type Link, type Name, nameKey } from './identity.js'

/** A name while it is worked on. */
export interface Node extends Name {
  /** null: of nobody yet, since this event brings it. */
  customerId: string | null
  claim: Claim | null
  known: Claim | null
  readonly pinned: boolean
  readonly isNew: boolean
  changed: boolean
}

/** Rows of `from` go to `into`: all of them and `from` ends, or those that came by these names. */
export interface Move {
  readonly from: string
  readonly into: string
  readonly names: readonly Name[] | null
}

/** Thrown where part of a customer has to move and not all names of the customer are at hand. */
export class NamesMissing extends Error {
  readonly customerIds: readonly string[]

  constructor(customerIds: readonly string[]) {
    super('not all names of a customer are at hand')
    this.name = 'NamesMissing'
    this.customerIds = customerIds
  }
}

/** No cart is filled in more browsers. A token that is told in more is no token, but a mistake of the shop that all share. */
export const maxBrowsers = 20

export class NameGraph {
  private readonly nodes = new Map<string, Node>()
  /** Browsers by token. */
  private readonly links = new Map<string, Set<string>>()
  readonly newLinks: Link[] = []
  /** Which customers of the database have become part of a customer. */
  private readonly origins = new Map<string, Set<string>>()
  private readonly whole: ReadonlySet<string>

  /** `whole`: customers all names of whom are among the identities. */
  constructor(identities: readonly Identity[], links: readonly Link[], whole: ReadonlySet<string>) {
    for (const identity of identities)
      this.nodes.set(nameKey(identity), { ...identity, isNew: false, changed: false })
    for (const { token, anonymousId } of links) this.browsersOf(token).add(anonymousId)
    this.whole = whole
  }

  get all(): Iterable<Node> {
    return this.nodes.values()
  }

  /** A customer who comes into being with this batch: nobody else knows any name of theirs. */
  bear(customerId: string): void {
    this.origins.set(customerId, new Set())
  }

  /** The node of a name, made where there is none. */
  node(name: Name): Node {
    const key = nameKey(name)
    const known = this.nodes.get(key)
    if (known) return known
    const { kind, value } = name
    const node: Node = {
      kind,
      value,
      customerId: null,
      claim: null,
      known: null,
      pinned: false,
      isNew: true,
      changed: false,
    }
    this.nodes.set(key, node)
    return node
  }

  /** The claim counts where it is better than the name's own; answers what has to move for it. */
  claim(node: Node, claim: Claim): Move | null {
    if (!isBetter(node.kind, claim, node.claim) || (node.pinned && !this.node(claim.by).isNew)) return null
    const wasRoot = node.claim === null
    node.claim = claim
    node.changed = true
    const into = this.node(claim.by).customerId!
    const from = node.customerId
    if (from === into) return null
    if (from === null) {
      node.customerId = into
      return null
    }
    return wasRoot ? this.merge(from, into) : this.moveBelow(node, from, into)
  }

  /** A known name was told with a token: it claims the browsers too in which the token was seen. */
  identify(token: Node, claim: Claim): Move[] {
    if (!isEarlier(claim, token.known)) return []
    token.known = claim
    token.changed = true
    return [...this.browsersOf(token)].flatMap(browser => this.claimBrowser(browser, claim))
  }

  /** A token was seen in a browser: who is known by the token is in the browser. */
  link(token: Node, anonymousId: string): Move[] {
    const browsers = this.browsersOf(token)
    if (browsers.has(anonymousId) || browsers.size >= maxBrowsers) return []
    browsers.add(anonymousId)
    this.newLinks.push({ token: { kind: token.kind, value: token.value }, anonymousId })
    return token.known ? this.claimBrowser(anonymousId, token.known) : []
  }

  /** Two ids of one person: the greater hangs on the smaller, whichever was told first. */
  join(one: Node, other: Node, at: number): Move | null {
    const [root, otherRoot] = [this.rootOf(one), this.rootOf(other)]
    if (root === otherRoot || root.pinned || otherRoot.pinned) return null
    const [parent, child] = root.value < otherRoot.value ? [root, otherRoot] : [otherRoot, root]
    child.claim = { by: { kind: parent.kind, value: parent.value }, at }
    child.changed = true
    const [from, into] = [child.customerId!, parent.customerId!]
    return from === into ? null : this.merge(from, into)
  }

  private claimBrowser(anonymousId: string, claim: Claim): Move[] {
    const move = this.claim(this.node({ kind: 'anonymousId', value: anonymousId }), claim)
    return move ? [move] : []
  }

  private browsersOf(token: Name): Set<string> {
    const key = nameKey(token)
    const known = this.links.get(key)
    if (known) return known
    const browsers = new Set<string>()
    this.links.set(key, browsers)
    return browsers
  }

  private rootOf(node: Node): Node {
    if (!node.claim) return node
    this.needWhole(node.customerId!)
    let root = node
    for (let up = this.above(root); up; up = this.above(root)) root = up
    return root
  }

  private merge(from: string, into: string): Move {
    for (const node of this.nodes.values()) if (node.customerId === from) node.customerId = into
    this.origins.set(into, new Set([...this.originsOf(into), ...this.originsOf(from)]))
    return { from, into, names: null }
  }

  private moveBelow(top: Node, from: string, into: string): Move {
    this.needWhole(from)
    const names = [...this.nodes.values()].filter(node => node.customerId === from && this.hangsOn(node, top))
    for (const node of names) node.customerId = into
    this.origins.set(into, new Set([...this.originsOf(into), ...this.originsOf(from)]))
    return { from, into, names: names.map(({ kind, value }) => ({ kind, value })) }
  }

  private hangsOn(node: Node, top: Node): boolean {
    for (let at: Node | undefined = node; at; at = this.above(at)) if (at === top) return true
    return false
  }

  /** The name it hangs on. */
  private above({ claim }: Node): Node | undefined {
    return claim ? this.nodes.get(nameKey(claim.by)) : undefined
  }

  private needWhole(customerId: string): void {
    const missing = [...this.originsOf(customerId)].filter(id => !this.whole.has(id))
    if (missing.length > 0) throw new NamesMissing(missing)
  }

  private originsOf(customerId: string): Set<string> {
    return this.origins.get(customerId) ?? new Set([customerId])
  }
}
