// From the flat properties of Segment and GA4 to the objects our events carry (`cart`, `order`, `product` …). Pure. What
// no table names stays where it is. Does not judge: the parser of events does.
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import {
  hasId,
  itemsOf,
  listOf,
  listProperties,
  productOf,
  productProperties,
  valueOfCart,
} from './product-items.js'
import {
  cartNames,
  categoryNames,
  checkoutNames,
  couponNames,
  namesIn,
  orderNames,
  type PropertyNames,
  pageNames,
  refundNames,
  searchNames,
  translate,
  wishlistNames,
} from './property-names.js'

interface Shape {
  readonly objects?: Readonly<Record<string, PropertyNames>>
  /** What stays at the top, under our name. */
  readonly top?: PropertyNames
  /** Where the list of products belongs. */
  readonly list?: 'cart' | 'order' | 'top'
  /** About one product; told of several at once, it is several events. */
  readonly product?: true
}

const only = (names: PropertyNames, ...kept: readonly string[]): PropertyNames =>
  Object.fromEntries(Object.entries(names).filter(([name]) => kept.includes(name)))

/** Not the cart's value: what is said there is that of the product. */
const whichCart = only(cartNames, 'id', 'url')
const cart: Shape = { objects: { cart: cartNames }, list: 'cart' }
const checkout: Shape = { objects: { checkout: checkoutNames, cart: cartNames }, list: 'cart' }
const order: Shape = { objects: { order: orderNames }, list: 'order' }
const change: Shape = { objects: { cart: whichCart }, product: true }

/** A type that is not here has its properties as they come. */
const shapes: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['page_viewed', { objects: { page: pageNames } }],
  ['category_viewed', { objects: { category: categoryNames }, list: 'top' }],
  ['products_searched', { top: searchNames, list: 'top' }],
  ['product_viewed', { product: true }],
  ['product_wished', { objects: { wishlist: wishlistNames }, product: true }],
  ['product_added', change],
  ['product_removed', change],
  ['cart_viewed', cart],
  ['cart_updated', cart],
  [
    'coupon_applied',
    {
      objects: { coupon: couponNames, cart: only(cartNames, 'id'), order: only(orderNames, 'id') },
      top: only(orderNames, 'discount'),
    },
  ],
  ['checkout_started', checkout],
  ['checkout_updated', checkout],
  ['payment_info_entered', checkout],
  ['payment_failed', checkout],
  // Which cart it came of, as the cart's own events tell it.
  ['order_completed', { ...order, objects: { order: orderNames, cart: only(cartNames, 'id') } }],
  ['order_updated', order],
  ['order_paid', order],
  ['order_fulfilled', order],
  ['order_cancelled', order],
  [
    'order_refunded',
    { objects: { order: only(orderNames, 'id', 'number', 'cartId'), refund: refundNames }, list: 'order' },
  ],
])

/**
 * The properties of an event of ours; a list, because one event of others may be several of ours (GA4's `add_to_cart` of
 * three items). Never empty. `defaultCurrency` is for amounts that come without one.
 */
export function propertiesFor(
  type: string,
  given: JsonObject,
  defaultCurrency?: string,
): readonly JsonObject[] {
  if (type === 'email_bounced') return [{ ...given, kind: given.kind === 'hard' ? 'hard' : 'soft' }]
  const shape = shapes.get(type)
  if (!shape) return [given]
  const theirs = inCurrency(shape, given, defaultCurrency)
  const items = itemsOf(theirs)
  if (!shape.product)
    return [{ ...restOf(shape, theirs, listProperties), ...translated(shape, theirs, items) }]
  const listed = items.length > 0
  const products = (listed ? items : [productOf(theirs)]).filter(hasId)
  if (products.length === 0) return [{ ...restOf(shape, theirs, []), ...translated(shape, theirs, []) }]
  // Beside a list, what is not in it is not of its products.
  const rest = restOf(shape, theirs, [...listProperties, ...(listed ? ['currency'] : productProperties)])
  const { currency } = translate(only(cartNames, 'currency'), theirs)
  return products.map(product => ({
    ...rest,
    ...translated(shape, theirs, []),
    product: { ...(currency !== undefined && { currency }), ...product },
  }))
}

function translated(
  { objects = {}, top = {}, list }: Shape,
  theirs: JsonObject,
  items: JsonObject[],
): JsonObject {
  const ours = Object.entries(objects).map(([name, names]): [string, JsonObject] => {
    const own = { ...translate(names, theirs), ...(name === list && listOf(items)) }
    const there = theirs[name]
    return [
      name,
      {
        ...(name === 'cart' && list === 'cart' && valueOfCart(items)),
        // Somebody may have called it as we do already.
        ...(isObject(there) && there),
        ...own,
      },
    ]
  })
  return {
    ...Object.fromEntries(ours.filter(([, object]) => Object.keys(object).length > 0)),
    ...translate(top, theirs),
    ...(list === 'top' && listOf(items)),
  }
}

/** What neither a table nor a list has taken. An object of ours that is none there would only have the event refused. */
function restOf(
  { objects = {}, top = {}, product }: Shape,
  theirs: JsonObject,
  taken: readonly string[],
): JsonObject {
  const used = new Set([...taken, ...Object.values(objects).flatMap(namesIn), ...namesIn(top)])
  const ours = new Set([...Object.keys(objects), ...(product ? ['product'] : [])])
  const isLeft = ([name, value]: [string, JsonValue]) =>
    !used.has(name) && (!ours.has(name) || isObject(value))
  return Object.fromEntries(Object.entries(theirs).filter(isLeft))
}

function inCurrency({ objects = {}, product }: Shape, theirs: JsonObject, currency?: string): JsonObject {
  const speaksOfMoney = product || Object.values(objects).some(names => 'currency' in names)
  return currency === undefined || !speaksOfMoney || theirs.currency !== undefined
    ? theirs
    : { ...theirs, currency }
}
