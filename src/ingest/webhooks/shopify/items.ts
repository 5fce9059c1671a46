// What is in a cart, a checkout, an order or a refund.
import type { JsonObject } from '../../../model/json.js'
import type { Money } from '../../../model/money.js'
import { type Fields, present } from '../fields.js'
import { sumOf } from './amounts.js'

/** More lines than Shopify lets into an order; an event must stay within its limits. */
const mostItems = 500

/** Which price of a line is the one of a single piece. */
export type PriceOf = (line: Fields) => string | undefined

/**
 * The lines as `items`. What belongs to no product (a tip, a line somebody typed in) is not among them: it could be neither
 * looked up in the catalog nor recommended. `itemCount` counts it.
 */
export function itemsOf(lines: readonly Fields[], priceOf: PriceOf): JsonObject[] {
  return lines.slice(0, mostItems).flatMap(line => {
    const productId = line.id('product_id')
    if (productId === undefined) return []
    return [
      present({
        productId,
        variantId: line.id('variant_id'),
        sku: line.text('sku', 255),
        name: line.text('title') ?? line.text('product_title'),
        variant: variantName(line, 'variant_title'),
        brand: line.text('vendor', 255),
        price: priceOf(line),
        quantity: line.mustCount('quantity'),
        imageUrl: line.object('featured_image')?.url('url') ?? line.url('image_url'),
        giftCard: line.flag('gift_card') || undefined,
      }),
    ]
  })
}

/** `"Default Title"` is Shopify's word for a product without variants. */
export function variantName(fields: Fields, name: string): string | undefined {
  const text = fields.text(name, 255)
  return text === 'Default Title' ? undefined : text
}

export const countOf = (lines: readonly Fields[]): number =>
  lines.reduce((count, line) => count + line.mustCount('quantity'), 0)

/** What the lines cost together; undefined where a line does not tell. */
export function worthOf(lines: readonly Fields[], lineName: string, priceOf: PriceOf): string | undefined {
  const amounts = lines.flatMap(line => {
    const whole = shopMoney(line, `${lineName}_set`)?.amount ?? line.amount(lineName)
    if (whole !== undefined) return [{ amount: whole }]
    const price = priceOf(line)
    return price === undefined ? [] : [{ amount: price, times: line.mustCount('quantity') }]
  })
  return amounts.length === lines.length ? sumOf(amounts) : undefined
}

/** Of an amount in two currencies the shop's own, in which its reports are. */
export const shopMoney = (fields: Fields, name: string): Money | undefined =>
  moneyOf(fields.object(name)?.object('shop_money'))

/** And the one the shopper was shown. */
export const shownMoney = (fields: Fields, name: string): Money | undefined =>
  moneyOf(fields.object(name)?.object('presentment_money'))

function moneyOf(money: Fields | undefined): Money | undefined {
  const amount = money?.amount('amount')
  const currency = money?.currency('currency_code')
  return amount !== undefined && currency !== undefined ? { amount, currency } : undefined
}
