// Loads what the engine asks for, for a whole batch: a statement for each kind of fact, none for a kind nobody has asked
// for. Coupons and places are taken by being asked for.
import { loadProducts } from '../catalog/index.js'
import type { Db } from '../db/tables.js'
import type { Grant, Need, PastAddition, PastEvent, PastMessage } from '../journeys/engine/index.js'
import { loadAdditions } from './audience-store.js'
import { takeCoupons } from './coupon-store.js'
import { type HistoryNeed, loadHistory } from './event-store.js'
import { loadMessages } from './outbox-store.js'
import { takePlaces } from './place-store.js'
import type { CustomerNeed, Facts } from './work.js'

export const factLoader =
  (db: Db, now: Date) =>
  async (needs: readonly CustomerNeed[]): Promise<Facts> => {
    const events = new Map<string, PastEvent[]>()
    for (const event of await loadHistory(db, historyNeeds(needs))) {
      add(events, `${event.customerId}:${event.type}`, event)
    }
    const messages = new Map<string, PastMessage[]>()
    for (const message of await loadMessages(db, sinceNeeds(needs, 'messages')))
      add(messages, message.customerId, message)
    const additions = new Map<string, PastAddition[]>()
    for (const { customerId, at } of await loadAdditions(db, sinceNeeds(needs, 'additions')))
      add(additions, customerId, { at })
    const products = await productsOf(db, needs)
    const grants = await takeGrants(db, needs, now)
    return {
      events: (customerId, type) => events.get(`${customerId}:${type}`) ?? [],
      messages: customerId => messages.get(customerId) ?? [],
      additions: customerId => additions.get(customerId) ?? [],
      product: id => products.get(id) ?? null,
      grant: claim => grants.get(claim) ?? {},
    }
  }

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

type Of<K extends Need['kind']> = Extract<Need, { kind: K }> & { readonly customerId: string }

/** The needs of one kind, with the customers who have them. */
const ofKind = <K extends Need['kind']>(needs: readonly CustomerNeed[], kind: K): Of<K>[] =>
  needs.flatMap(({ customerId, need }) => (need.kind === kind ? [{ ...need, customerId } as Of<K>] : []))

/** One need per customer and type, going back as far as the furthest. Most of what is asked for is the past. */
function historyNeeds(needs: readonly CustomerNeed[]): HistoryNeed[] {
  const furthest = new Map<string, HistoryNeed>()
  for (const { customerId, need } of needs) {
    if (need.kind !== 'history') continue
    const key = `${customerId}:${need.type}`
    const known = furthest.get(key)
    if (!known || known.since > need.since)
      furthest.set(key, { customerId, type: need.type, since: need.since })
  }
  return [...furthest.values()]
}

/** One need per customer, going back as far as the furthest. */
function sinceNeeds(
  needs: readonly CustomerNeed[],
  kind: 'messages' | 'additions',
): { customerId: string; since: Date }[] {
  const furthest = new Map<string, Date>()
  for (const { customerId, need } of needs) {
    if (need.kind !== kind) continue
    const known = furthest.get(customerId)
    if (!known || known > need.since) furthest.set(customerId, need.since)
  }
  return [...furthest].map(([customerId, since]) => ({ customerId, since }))
}

async function productsOf(db: Db, needs: readonly CustomerNeed[]): ReturnType<typeof loadProducts> {
  const ids = new Set(ofKind(needs, 'products').flatMap(need => need.ids))
  return ids.size === 0 ? new Map() : await loadProducts(db, [...ids])
}

/** By claim. Every claim is answered, so that nobody asks again. */
async function takeGrants(db: Db, needs: readonly CustomerNeed[], now: Date): Promise<Map<string, Grant>> {
  const coupons = ofKind(needs, 'coupon')
  const places = ofKind(needs, 'place')
  const codes = await takeCoupons(db, coupons, now)
  const placed = await takePlaces(db, places)
  return new Map<string, Grant>([
    ...coupons.map(({ claim }) => [claim, { code: codes.get(claim) ?? null }] as const),
    ...places.map(({ claim }) => [claim, { place: placed.has(claim) }] as const),
  ])
}
