// products/create, products/update, products/delete, as the catalog takes them: `price` is the price before the sale.
import type { JsonObject } from '../../../model/json.js'
import { type Fields, present } from '../fields.js'
import type { Meaning, Webhook } from '../webhook.js'
import { isMore } from './amounts.js'
import { shopUrl } from './cart.js'
import { variantName } from './items.js'
import { happenedAt, tagsOf } from './occasion.js'

/** With more, a product would be over the limits of the catalog. Price and stock are those of all of them. */
const mostVariants = 500
/** Shopify has no more. */
const mostOptions = 3

/** A draft, an archived product and one that is in no online shop are not sold: nobody may be sent there. */
export function changedProduct(webhook: Webhook, body: Fields): Meaning {
  const id = body.mustId('id')
  const updatedAt = happenedAt(webhook, body.time('updated_at'))
  const isSold = (body.text('status', 64) ?? 'active') === 'active' && !isUnpublished(body)
  return isSold
    ? { products: [productIn(webhook, body, id, updatedAt)] }
    : { removedProducts: [{ id, updatedAt }] }
}

export const deletedProduct = (webhook: Webhook, body: Fields): Meaning => ({
  removedProducts: [{ id: body.mustId('id'), updatedAt: happenedAt(webhook) }],
})

const isUnpublished = (body: Fields): boolean => body.tells('published_at') && !body.has('published_at')

function productIn(webhook: Webhook, body: Fields, id: string, updatedAt: string): JsonObject {
  const images = body.list('images') ?? []
  const urls = new Map(images.map(image => [image.id('id'), image.url('src')]))
  const options = (body.list('options') ?? []).slice(0, mostOptions).map(each => each.text('name', 255))
  const variants = body.mustList('variants').map(each => variantOf(each, options, urls))
  const category = body.text('product_type', 255) ?? body.object('category')?.text('name', 255)
  const tags = tagsOf(body)
  return present({
    id,
    name: body.text('title'),
    ...cheapest(variants),
    inStock: variants.some(({ inStock }) => inStock === true),
    stock: stockOf(variants),
    url: urlOf(webhook, body),
    image: (body.object('image') ?? images[0])?.url('src'),
    brand: body.text('vendor', 255),
    categories: category === undefined ? undefined : [category],
    attributes: tags && { tags },
    variants: variants.slice(0, mostVariants),
    updatedAt,
  })
}

function urlOf({ shopDomain }: Webhook, body: Fields): string | undefined {
  const shop = shopUrl(shopDomain)
  const handle = body.text('handle', 255)
  return shop && handle && `${shop}/products/${encodeURIComponent(handle)}`
}

function variantOf(
  variant: Fields,
  options: readonly (string | undefined)[],
  urls: ReadonlyMap<string | undefined, string | undefined>,
): JsonObject {
  const imageId = variant.id('image_id')
  return present({
    id: variant.mustId('id'),
    sku: variant.text('sku', 255),
    name: variantName(variant, 'title'),
    ...pricesOf(variant),
    ...stockIn(variant),
    inventoryItemId: variant.id('inventory_item_id'),
    barcode: variant.text('barcode', 255),
    image: imageId && urls.get(imageId),
    attributes: attributesOf(variant, options),
  })
}

function pricesOf(variant: Fields): JsonObject {
  const price = variant.mustAmount('price')
  const before = variant.amount('compare_at_price')
  return before !== undefined && isMore(before, price) ? { price: before, salePrice: price } : { price }
}

/** What is not counted, or sold beyond what there is, is always there. */
function stockIn(variant: Fields): JsonObject {
  const quantity = variant.whole('inventory_quantity')
  const isCounted = variant.has('inventory_management') || !variant.tells('inventory_management')
  if (!isCounted || quantity === undefined) return { inStock: true }
  const stock = Math.max(0, quantity)
  return { stock, inStock: stock > 0 || variant.text('inventory_policy', 64) === 'continue' }
}

function attributesOf(variant: Fields, options: readonly (string | undefined)[]): JsonObject | undefined {
  const told = options.flatMap((name, index) => {
    const value = variantName(variant, `option${index + 1}`)
    return name && value && !unfit.has(name) ? [[name, value] as const] : []
  })
  return told.length > 0 ? Object.fromEntries(told) : undefined
}

/** Names no catalog takes. */
const unfit: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** The prices of the variant that costs least now: the "from" of a shop window. */
function cheapest(variants: readonly JsonObject[]): JsonObject {
  const now = ({ price, salePrice }: JsonObject): string => (salePrice ?? price) as string
  const [first, ...others] = variants
  if (!first) return {}
  const { price, salePrice } = others.reduce(
    (least, each) => (isMore(now(least), now(each)) ? each : least),
    first,
  )
  return present({ price, salePrice })
}

/** Of what is counted; undefined where nothing is. */
function stockOf(variants: readonly JsonObject[]): number | undefined {
  const counted = variants.flatMap(({ stock }) => (typeof stock === 'number' ? [stock] : []))
  return counted.length > 0 ? counted.reduce((sum, stock) => sum + stock, 0) : undefined
}
