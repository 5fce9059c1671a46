// What an order of WooCommerce looks like as our `order`, and as the cart it was before it was paid.
import type { JsonObject } from '../../../model/json.js'
import { type Fields, present } from '../fields.js'
import { amountOf, eachOf, mustAmountOf } from './amounts.js'

/** Of every order, whatever its status. `cartId` is the order's own id: WooCommerce tells of no cart before it. */
export function orderOf(order: Fields): JsonObject {
  const items = itemsOf(order)
  const id = order.mustId('id')
  const coupons = (order.list('coupon_lines') ?? []).flatMap(line => line.text('code', 200) ?? [])
  return present({
    id,
    number: order.text('number') ?? order.id('number') ?? id,
    status: order.text('status'),
    total: mustAmountOf(order, 'total'),
    currency: order.mustCurrency('currency'),
    tax: amountOf(order, 'total_tax'),
    shipping: amountOf(order, 'shipping_total'),
    discount: amountOf(order, 'discount_total'),
    coupon: coupons[0],
    coupons: coupons.length > 1 ? coupons : undefined,
    itemCount: countOf(items),
    cartId: id,
    items,
  })
}

export function cartOf(order: Fields): JsonObject {
  const items = itemsOf(order)
  return present({
    id: order.mustId('id'),
    value: mustAmountOf(order, 'total'),
    currency: order.mustCurrency('currency'),
    itemCount: countOf(items),
    url: order.url('payment_url'),
    items,
  })
}

/** Where the shopper can go on paying. */
export const checkoutOf = (order: Fields): JsonObject =>
  present({ id: order.mustId('id'), url: order.url('payment_url') })

export const paymentMethodOf = (order: Fields): string | undefined =>
  order.text('payment_method_title', 200) ?? order.text('payment_method', 200)

/** An event must stay within its limits. */
const mostItems = 500

/** Lines of products that are still known; one whose product was deleted has no id to speak of it. */
function itemsOf(order: Fields): JsonObject[] {
  const withTax = order.flag('prices_include_tax') === true
  return order
    .mustList('line_items')
    .slice(0, mostItems)
    .flatMap(line => {
      const productId = line.id('product_id')
      if (productId === undefined) return []
      const quantity = line.whole('quantity')
      return [
        present({
          productId,
          variantId: line.id('variation_id'),
          sku: line.text('sku', 200),
          name: line.text('name'),
          price: priceOf(line, quantity, withTax),
          quantity: quantity !== undefined && quantity >= 0 ? quantity : undefined,
          imageUrl: line.object('image')?.url('src'),
        }),
      ]
    })
}

/** Before discounts, as the shop shows it: with the tax where its prices include it. */
function priceOf(line: Fields, quantity: number | undefined, withTax: boolean): string | undefined {
  const subtotal = amountOf(line, 'subtotal')
  if (subtotal === undefined || quantity === undefined || quantity < 1) return undefined
  const tax = withTax ? amountOf(line, 'subtotal_tax') : undefined
  return eachOf(tax === undefined ? [subtotal] : [subtotal, tax], quantity)
}

const countOf = (items: readonly JsonObject[]): number =>
  items.reduce((sum, { quantity }) => sum + (typeof quantity === 'number' ? quantity : 0), 0)
