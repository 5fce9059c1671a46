// What shops leave out: the webhooks of Shopify and WooCommerce tell which products, and not what they are. Where an item
// has no categories, it gets those that the catalog knows at that moment, before anything is decided or stored.
import { loadProducts } from '../catalog/index.js'
import type { Db } from '../db/tables.js'
import type { Event } from '../model/event.js'
import { isObject, type JsonObject, type JsonValue } from '../model/json.js'

type Products = ReadonlyMap<string, JsonObject>

/** The events in their order; the same ones where nothing is missing, or nothing is known. */
export async function withCategories(db: Db, events: readonly Event[]): Promise<readonly Event[]> {
  const ids = new Set(events.flatMap(({ properties }) => bareProducts(properties)))
  if (ids.size === 0) return events
  const products = await loadProducts(db, [...ids])
  if (products.size === 0) return events
  return events.map(event => {
    const properties = completed(event.properties, products)
    return properties === event.properties ? event : { ...event, properties }
  })
}

/** Where events hold lists of items. */
const holders = ['cart', 'order'] as const

function bareProducts({ product, ...properties }: JsonObject): string[] {
  const items = holders.flatMap(name => itemsOf(properties[name]))
  return [...items, product].flatMap(item => (isBare(item) ? [item.productId] : []))
}

const itemsOf = (holder: JsonValue | undefined): readonly JsonValue[] =>
  isObject(holder) && Array.isArray(holder.items) ? holder.items : []

const isBare = (item: JsonValue | undefined): item is JsonObject & { productId: string } =>
  isObject(item) && typeof item.productId === 'string' && !Array.isArray(item.categories)

function completed(properties: JsonObject, products: Products): JsonObject {
  let changed = properties
  const product = completedItem(properties.product, products)
  if (product !== properties.product) changed = { ...changed, product: product! }
  for (const name of holders) {
    const holder = completedHolder(properties[name], products)
    if (holder !== properties[name]) changed = { ...changed, [name]: holder! }
  }
  return changed
}

/** With the categories of all its items at the top, where the shop has told none. */
function completedHolder(holder: JsonValue | undefined, products: Products): JsonValue | undefined {
  const before = itemsOf(holder)
  const items = before.map(item => completedItem(item, products)!)
  if (!isObject(holder) || items.every((item, n) => item === before[n])) return holder
  const all = items.flatMap(item => (isObject(item) && Array.isArray(item.categories) ? item.categories : []))
  return { ...holder, items, categories: holder.categories ?? [...new Set(all)] }
}

function completedItem(item: JsonValue | undefined, products: Products): JsonValue | undefined {
  if (!isBare(item)) return item
  const { categories } = products.get(item.productId) ?? {}
  return Array.isArray(categories) && categories.length > 0 ? { ...item, categories } : item
}
