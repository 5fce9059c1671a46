// What WooCommerce tells of a product, as the catalog takes it. Its webhooks name no currency.
import type { JsonObject } from '../../../model/json.js'
import { Fields, present } from '../fields.js'
import type { Meaning, Webhook } from '../webhook.js'
import { amountOf } from './amounts.js'
import { changedAt } from './times.js'

/** One that is no longer published, or was never, is not for sale. */
export function readProduct(webhook: Webhook, body: unknown): Meaning {
  const product = Fields.of(body)
  const id = product.mustId('id')
  const updatedAt = changedAt(webhook, product)
  if (product.text('status') !== 'publish') return { removedProducts: [{ id, updatedAt }] }
  return { products: [present({ ...productOf(product, id), updatedAt })] }
}

/** Of a deleted product WooCommerce tells only the id. */
export const readDeletedProduct = (webhook: Webhook, body: unknown): Meaning => ({
  removedProducts: [{ id: Fields.of(body).mustId('id'), updatedAt: webhook.receivedAt }],
})

function productOf(product: Fields, id: string): JsonObject {
  const now = amountOf(product, 'price')
  const before = amountOf(product, 'regular_price') ?? now
  const sale = product.flag('on_sale') === true ? (amountOf(product, 'sale_price') ?? now) : undefined
  return present({
    id,
    name: product.text('name'),
    price: before,
    salePrice: sale === before ? undefined : sale,
    inStock: inStock(product),
    stock: product.flag('manage_stock') === true ? atLeastNone(product.whole('stock_quantity')) : undefined,
    url: product.url('permalink'),
    image: product.list('images')?.[0]?.url('src'),
    brand: namesIn(product, 'brands')[0],
    categories: namesIn(product, 'categories'),
    variants: variantsOf(product),
    productGroup: product.id('parent_id'),
    attributes: attributesOf(product),
  })
}

/** What can be ordered although it is not there counts as there. */
const inStock = (product: Fields): boolean | undefined => {
  const status = product.text('stock_status')
  return status === undefined ? undefined : status !== 'outofstock'
}

const atLeastNone = (stock: number | undefined): number | undefined =>
  stock === undefined ? undefined : Math.max(0, stock)

const namesIn = (product: Fields, list: string): string[] =>
  (product.list(list) ?? []).flatMap(entry => entry.text('name', 200) ?? [])

/** Only their ids: each tells the rest by a webhook of its own. */
function variantsOf(product: Fields): JsonObject[] | undefined {
  const ids = product.ids('variations')
  return ids.length > 0 ? ids.map(id => ({ id })) : undefined
}

/** `{ sku, tags, Color: ["Red", "Blue"] }` */
function attributesOf(product: Fields): JsonObject | undefined {
  const tags = namesIn(product, 'tags')
  const own = (product.list('attributes') ?? []).flatMap(attribute => {
    const name = attribute.text('name', 100)
    const options = attribute.texts('options')
    const option = attribute.text('option', 255)
    if (name === undefined || isForbidden(name)) return []
    return options.length > 0 ? [[name, options]] : option === undefined ? [] : [[name, [option]]]
  })
  const attributes = present({
    ...Object.fromEntries(own),
    sku: product.text('sku', 200),
    tags: tags.length > 0 ? tags : undefined,
  })
  return Object.keys(attributes).length > 0 ? attributes : undefined
}

const isForbidden = (name: string): boolean => ['__proto__', 'constructor', 'prototype'].includes(name)
