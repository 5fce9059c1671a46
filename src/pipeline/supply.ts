// Facts from the database into what is known of a customer, together with what the batch itself has decided and nobody
// has written yet. Pure.
import {
  type CustomerState,
  isTakenBack,
  type Need,
  type PastAddition,
  type PastEvent,
  type PastMessage,
} from '../journeys/engine/index.js'
import type { Decided, Facts } from './work.js'

/**
 * The past of a customer who is new: the batch itself, and nothing before it. Answers for every type of event, so that
 * nobody has to ask; `decided` grows while it is read.
 */
export class PastOfBatch extends Map<string, Past> {
  private readonly decided: readonly Decided[]

  constructor(decided: readonly Decided[]) {
    super()
    this.decided = decided
  }

  override get(type: string): Past {
    return { since: beginning, events: eventsOf(this.decided, type) }
  }
}

interface Past {
  readonly since: Date
  readonly events: readonly PastEvent[]
}

export const beginning = new Date(0)

/** The state with what these needs ask for. `decided` is what the batch has decided for this customer so far. */
export function supply(
  state: CustomerState,
  needs: readonly Need[],
  facts: Facts,
  decided: readonly Decided[],
  now: Date,
): CustomerState {
  const { id } = state.customer
  let { history, products, grants, messages, additions = null } = state
  for (const need of needs) {
    if (need.kind === 'messages') {
      if (messages && messages.since <= need.since) continue
      messages = { since: need.since, list: withOwn(facts.messages(id), decided, now) }
    } else if (need.kind === 'additions') {
      if (additions && additions.since <= need.since) continue
      additions = { since: need.since, list: [...facts.additions(id), ...ownAdditions(decided, now)] }
    } else if (need.kind === 'history') {
      const known = history.get(need.type)
      if (known && known.since <= need.since) continue
      const events = [...facts.events(id, need.type), ...eventsOf(decided, need.type)]
      history = new Map(history).set(need.type, { since: need.since, events })
    } else if (need.kind === 'products') {
      products = new Map([...products, ...need.ids.map(one => [one, facts.product(one)] as const)])
    } else {
      grants = new Map(grants).set(need.claim, facts.grant(need.claim))
    }
  }
  return { ...state, history, messages, products, grants, additions }
}

/** Events of this batch are not in the database yet. */
const eventsOf = (decided: readonly Decided[], type: string): PastEvent[] =>
  decided.flatMap(({ input }) =>
    input.kind === 'event' && input.event.type === type
      ? [{ occurredAt: new Date(input.event.occurredAt), properties: input.event.properties }]
      : [],
  )

const ownAdditions = (decided: readonly Decided[], at: Date): PastAddition[] =>
  decided
    .flatMap(({ outcome }) => outcome.audiences)
    .filter(({ change }) => change === 'add')
    .map(() => ({ at }))

/** Nor are its messages, and what it has withdrawn is still there. */
function withOwn(loaded: readonly PastMessage[], decided: readonly Decided[], now: Date): PastMessage[] {
  const withdrawn = new Set(decided.flatMap(({ outcome }) => outcome.withdrawals.map(w => w.enrollmentId)))
  const known = new Set(loaded.map(({ id }) => id))
  const own = decided
    .flatMap(({ outcome }) => outcome.messages)
    .filter(({ id }) => !known.has(id))
    .map(message => ({ ...message, createdAt: now, wireAt: null }))
  return [...loaded, ...own].filter(message => !isTakenBack(message, withdrawn))
}
