// A feed's batch into the catalog: one bad product never costs a good one. What customers would like to hear of it is
// written down with it.
import { inTransaction, now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { Fault } from '../model/event.js'
import { textFault } from '../model/event-limits.js'
import { applyStock, itemsOf } from './apply-stock.js'
import { readCatalogSettings } from './catalog-settings-store.js'
import { insertChanges } from './change-store.js'
import { changesOf } from './changes.js'
import { elsewhereAfterProduct, withElsewhere } from './elsewhere.js'
import { inCurrency } from './own-currency.js'
import { newestOfEach, type Product, parseProduct } from './product.js'
import {
  lockProducts,
  type ProductBefore,
  type Teller,
  touchProducts,
  upsertProducts,
} from './product-store.js'
import { loadStock, saveElsewhere } from './stock-store.js'

export interface Put {
  /** How many products are now as they were told. */
  readonly stored: number
  /** How many of them were so before. */
  readonly unchanged: number
  /** How many were passed over, because a newer state of them is known or came in the same batch. */
  readonly outdated: number
  readonly rejected: readonly RejectedProduct[]
}

export interface RejectedProduct {
  /** Position in the list. */
  readonly index: number
  readonly errors: readonly Fault[]
}

export interface PutOptions {
  /** The feed they belong to; default: the one a product names itself as `feed`, or else `api`. */
  readonly feed?: string
  /** The source of the key, where there was one. */
  readonly source?: string
  /** What products without a time of their own are as of; default: now. */
  readonly asOf?: Date
  /** Those that name no currency are in the one of the settings. */
  readonly inOwnCurrency?: boolean
}

export async function putProducts(
  db: Db,
  posted: readonly unknown[],
  { feed, source = '', asOf, inOwnCurrency = false }: PutOptions = {},
): Promise<Put> {
  // By the database's time, the same for all processes: what one of them wrote must not look newer to another.
  const at = await now(db)
  const products: Product[] = []
  const rejected: RejectedProduct[] = []
  for (const [index, raw] of posted.entries()) {
    const parsed = parseProduct(raw, at)
    if ('product' in parsed) products.push(parsed.product)
    else rejected.push({ index, errors: parsed.faults })
  }
  const refused = rejected.map(({ index }) => idOf(posted[index])).filter(id => id !== null)
  if (products.length + refused.length === 0) return { stored: 0, unchanged: 0, outdated: 0, rejected }
  const teller = { feed: feed ?? null, source, asOf: asOf ?? at, at, inOwnCurrency }
  const stored = await store(db, newestOfEach(products, teller.asOf), refused, teller)
  const unchanged = [...stored.values()].filter(changed => !changed).length
  return { stored: stored.size, unchanged, outdated: products.length - stored.size, rejected }
}

async function store(
  db: Db,
  told: readonly Product[],
  refused: readonly string[],
  teller: Teller & { readonly inOwnCurrency: boolean },
): Promise<ReadonlyMap<string, boolean>> {
  const { priceDrop, currency } = await readCatalogSettings(db)
  const products = teller.inOwnCurrency
    ? told.map(product => ({ ...product, data: inCurrency(product.data, currency) }))
    : told
  return await inTransaction(db, async trx => {
    const before = await lockProducts(
      trx,
      products.map(({ id }) => id),
    )
    const current = await inStock(trx, products, before, teller)
    const stored = await upsertProducts(trx, current, teller)
    const changes = current.flatMap(({ id, data }) => {
      const known = stored.has(id) ? before.get(id) : undefined
      return known ? changesOf(id, known, data, teller.at, priceDrop) : []
    })
    await insertChanges(trx, changes)
    // What is known better, and what was told wrongly, was told all the same: the feed still has it.
    const passedOver = products.map(({ id }) => id).filter(id => !stored.has(id))
    await touchProducts(trx, [...passedOver, ...refused], teller.at)
    return stored
  })
}

/** The products as the places have it that told of their stock later than they were told. */
async function inStock(
  trx: Db,
  products: readonly Product[],
  before: ReadonlyMap<string, ProductBefore>,
  { asOf, at }: Teller,
): Promise<Product[]> {
  const known = await loadStock(
    trx,
    products.flatMap(({ data }) => itemsOf(data)),
  )
  if (known.size === 0) return [...products]
  const told = products.map(product => ({ product, toldAt: product.updatedAt ?? asOf }))
  const news = told.filter(({ product, toldAt }) => !((before.get(product.id)?.updatedAt ?? toldAt) > toldAt))
  const elsewhere = new Map(
    news.flatMap(({ product, toldAt }) => [...elsewhereAfterProduct(product.data, known, toldAt)]),
  )
  await saveElsewhere(trx, elsewhere, at)
  const stock = withElsewhere(known, elsewhere)
  return told.map(({ product, toldAt }) => ({ ...product, data: applyStock(product.data, stock, toldAt) }))
}

/** Of a product that is not to be used; null: it cannot be told. */
export function idOf(raw: unknown): string | null {
  const { id } = (raw ?? {}) as { id?: unknown }
  return typeof id === 'string' && id.length <= 200 && !textFault(id) ? id.trim() : null
}
