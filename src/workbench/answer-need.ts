// Gives the engine a fact it asked for: all there is of it, and says so.
import type { CustomerState, Need, PastAddition, PastMessage } from '../journeys/engine/index.js'
import type { Event } from '../model/event.js'
import type { Supplies } from './supplies.js'

export interface Known {
  readonly events: readonly Event[]
  readonly messages: readonly PastMessage[]
  readonly additions: readonly PastAddition[]
  readonly supplies: Supplies
}

const since = new Date(0)

/** The state with the fact in it. */
export function answerNeed(state: CustomerState, need: Need, known: Known): CustomerState {
  switch (need.kind) {
    case 'messages':
      return { ...state, messages: { since, list: known.messages } }
    case 'additions':
      return { ...state, additions: { since, list: known.additions } }
    case 'history': {
      const events = known.events.filter(({ type }) => type === need.type).map(asPast)
      return { ...state, history: new Map(state.history).set(need.type, { since, events }) }
    }
    case 'products': {
      const found = need.ids.map(id => [id, known.supplies.product(id)] as const)
      return { ...state, products: new Map([...state.products, ...found]) }
    }
    case 'coupon':
    case 'place': {
      const grant = { ...state.grants.get(need.claim), ...known.supplies.take(need) }
      return { ...state, grants: new Map(state.grants).set(need.claim, grant) }
    }
  }
}

const asPast = ({ occurredAt, properties }: Event) => ({ occurredAt: new Date(occurredAt), properties })
