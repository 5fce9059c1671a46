// What the trigger and the steps said of products, as the catalog knows them at hand-over: names, prices, stock; what is
// sold out leaves the lists of marketing, or another comes in its place. Pure: what the catalog knows is handed in.
import type { KnownProduct } from '../catalog/index.js'
import { isObject, type JsonObject, type JsonValue } from '../model/json.js'
import { cartValueOf } from './cart-value.js'
import { asOrdered, asSubstitute, isGone, type PricedItem, refreshed } from './current-item.js'
import { type Item, idOf, isItem, itemsIn } from './item.js'

export type OutOfStock = 'drop' | 'replace' | 'keep'

export interface ItemsQuestion {
  readonly data: JsonObject
  readonly outputs: JsonObject
  /** null: the message belongs to an order, and shows what was ordered. */
  readonly outOfStock: OutOfStock | null
  /** When the trigger happened: what it says is not replaced by what the catalog knew before. */
  readonly toldAt: Date
  /** The shop's, where neither the event nor the catalog names one. */
  readonly currency: string
  readonly products: ReadonlyMap<string, KnownProduct>
  /** Products in stock, by the one they can stand in for, the nearest first. */
  readonly substitutes: ReadonlyMap<string, readonly KnownProduct[]>
  /** What the customer bought lately: nothing of it takes another's place. */
  readonly bought: readonly string[]
}

/** Kept with the message, so that it can be told why it shows something else than the event. */
export type ItemChange =
  | { readonly productId: string; readonly change: 'dropped'; readonly why: Why }
  | { readonly productId: string; readonly change: 'replaced'; readonly why: Why; readonly by: string }
  | {
      readonly productId: string
      readonly change: 'priced'
      readonly from: string | null
      readonly to: string
    }

type Why = 'out_of_stock' | 'removed'

export interface CurrentItems {
  readonly data: JsonObject
  readonly outputs: JsonObject
  readonly changes: readonly ItemChange[]
  /** A list of the event had items, and none is left: there is nothing to write about. */
  readonly nothingInStock: boolean
}

export function currentItems(question: ItemsQuestion): CurrentItems {
  const state: Walk = { question, used: usedIn(question), changes: [], emptied: false, lists: 0, gone: false }
  const data = walk(state, question.data, top) as JsonObject
  const { emptied } = state
  // A product shown by itself is what the message is about, unless it came along with a list.
  const nothingInStock = emptied || (state.lists === 0 && state.gone)
  const outputs = walk(state, question.outputs, top) as JsonObject
  return { data, outputs, changes: state.changes.slice(0, mostChanges), nothingInStock }
}

const mostChanges = 20

interface Walk {
  readonly question: ItemsQuestion
  /** Ids that must not come in a second time: all that the message names. */
  readonly used: Set<string>
  readonly changes: ItemChange[]
  emptied: boolean
  /** How many lists had items on offer. */
  lists: number
  gone: boolean
}

interface Place {
  readonly key: string
  /** Part of an order: what was bought stays as it was bought, also in marketing. */
  readonly ordered: boolean
  readonly currency: string | undefined
}

const top: Place = { key: '', ordered: false, currency: undefined }

const usedIn = ({ data, outputs, bought }: ItemsQuestion): Set<string> =>
  new Set([...itemsIn(data, outputs).map(idOf), ...bought])

function walk(state: Walk, value: JsonValue, place: Place): JsonValue {
  if (Array.isArray(value))
    return value.some(isItem) ? list(state, value, place) : value.map(one => walk(state, one, place))
  if (!isObject(value)) return value
  const within = inside(value, place)
  const walked = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, walk(state, inner, { ...within, key })]),
  )
  if (isItem(walked)) return single(state, walked, within)
  const isCart = place.key === 'cart' && Array.isArray(walked.items) && isOffer(state, within)
  return isCart ? withCurrentValue(walked, walked.items as JsonValue[]) : walked
}

const inside = (value: JsonObject, { key, ordered, currency }: Place): Place => ({
  key,
  ordered: ordered || key === 'order',
  currency: typeof value.currency === 'string' ? value.currency : currency,
})

const isOffer = ({ question }: Walk, { ordered }: Place): boolean => question.outOfStock !== null && !ordered

function withCurrentValue(cart: JsonObject, items: readonly JsonValue[]): JsonObject {
  const currentValue = cartValueOf(items.filter(isItem).filter(item => item.replaces === undefined))
  return currentValue === null ? cart : { ...cart, currentValue }
}

function list(state: Walk, values: readonly JsonValue[], place: Place): JsonValue {
  const left = values.flatMap(value => {
    const one = isItem(value) ? value : null
    return one ? (item(state, one, inside(one, place)) ?? []) : [walk(state, value, place)]
  })
  if (isOffer(state, place)) {
    state.lists++
    if (left.length === 0) state.emptied = true
  }
  return left
}

/** A product by itself is never taken out, since sentences are about it; it may be replaced. */
function single(state: Walk, value: Item, place: Place): JsonValue {
  if (place.key !== 'product') return current(state, value, place)
  const shown = item(state, value, place)
  if (shown) return shown
  state.gone = true
  return current(state, value, place)
}

/** null: it is left out. */
function item(state: Walk, value: Item, place: Place): JsonObject | null {
  const { question, changes } = state
  const product = question.products.get(idOf(value))
  if (!product || !isOffer(state, place) || question.outOfStock === 'keep' || !isGone(product, value))
    return current(state, value, place)
  const why = product.removed ? 'removed' : 'out_of_stock'
  const productId = product.id
  const other = question.outOfStock === 'replace' ? substituteFor(state, productId) : undefined
  if (!other) {
    changes.push({ productId, change: 'dropped', why })
    return null
  }
  changes.push({ productId, change: 'replaced', why, by: other.id })
  return asSubstitute(other, productId, place.currency ?? question.currency)
}

function substituteFor({ question, used }: Walk, id: string): KnownProduct | undefined {
  const other = question.substitutes.get(id)?.find(one => !used.has(one.id))
  if (other) used.add(other.id)
  return other
}

function current(state: Walk, value: Item, place: Place): JsonObject {
  const product = state.question.products.get(idOf(value))
  if (!product) return value
  if (!isOffer(state, place)) return asOrdered(value, product)
  const { toldAt, currency } = state.question
  const priced: PricedItem = refreshed(value, product, { toldAt, currency, spoken: place.currency })
  if (priced.repriced) state.changes.push({ productId: product.id, change: 'priced', ...priced.repriced })
  return priced.item
}
