// The properties that a page gives, in our terms: our own objects with numbers where we want decimal strings, or the flat
// ones of GA4 and Segment, which the table of names translates. Pure.
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import { amountFrom } from '../names/amount.js'
import { propertiesFor } from '../names/index.js'

/** Objects that only our contract has. */
const ownObjects = ['product', 'cart', 'order', 'checkout', 'category', 'page']

const amounts: ReadonlySet<string> = new Set([
  'price',
  'salePrice',
  'value',
  'total',
  'subtotal',
  'tax',
  'shipping',
  'discount',
])
const texts: ReadonlySet<string> = new Set(['id', 'productId', 'variantId', 'sku', 'number', 'cartId'])

/** One set of properties for each event that these stand for: a list added at once is an event for each product. */
export function inOwnTerms(type: string, theirs: JsonObject): readonly JsonObject[] {
  return ownObjects.some(name => isObject(theirs[name]))
    ? [withoutNumbers(theirs) as JsonObject]
    : propertiesFor(type, theirs)
}

/** A page has prices and ids as numbers where we want them written out. */
function withoutNumbers(value: JsonValue, name = ''): JsonValue {
  if (Array.isArray(value)) return value.map(member => withoutNumbers(member))
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNumbers(inner, key)]))
  if (typeof value !== 'number') return value
  if (amounts.has(name)) return amountFrom(value) ?? value
  return texts.has(name) ? String(value) : value
}
