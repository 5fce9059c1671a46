// Loads what the engine asks for, for a whole batch: one statement for past events, one for past messages.
import type { Db } from '../db/tables.js'
import type { PastEvent, PastMessage } from '../journeys/engine/index.js'
import { loadHistory } from './event-store.js'
import { loadMessages } from './outbox-store.js'
import type { CustomerNeed, Facts } from './work.js'

export const factLoader =
  (db: Db) =>
  async (needs: readonly CustomerNeed[]): Promise<Facts> => {
    const events = new Map<string, PastEvent[]>()
    for (const event of await loadHistory(db, historyNeeds(needs))) {
      add(events, `${event.customerId}:${event.type}`, event)
    }
    const messages = new Map<string, PastMessage[]>()
    for (const message of await loadMessages(db, messageNeeds(needs)))
      add(messages, message.customerId, message)
    return {
      events: (customerId, type) => events.get(`${customerId}:${type}`) ?? [],
      messages: customerId => messages.get(customerId) ?? [],
    }
  }

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

/** One need per customer and type, going back as far as the furthest. */
function historyNeeds(needs: readonly CustomerNeed[]): { customerId: string; type: string; since: Date }[] {
  const furthest = new Map<string, { customerId: string; type: string; since: Date }>()
  for (const { customerId, need } of needs) {
    if (need.kind !== 'history') continue
    const known = furthest.get(`${customerId}:${need.type}`)
    if (!known || known.since > need.since) {
      furthest.set(`${customerId}:${need.type}`, { customerId, type: need.type, since: need.since })
    }
  }
  return [...furthest.values()]
}

function messageNeeds(needs: readonly CustomerNeed[]): { customerId: string; since: Date }[] {
  const furthest = new Map<string, { customerId: string; since: Date }>()
  for (const { customerId, need } of needs) {
    if (need.kind !== 'messages') continue
    const known = furthest.get(customerId)
    if (!known || known.since > need.since) furthest.set(customerId, { customerId, since: need.since })
  }
  return [...furthest.values()]
}
