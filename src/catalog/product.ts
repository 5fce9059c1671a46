// A product as a shop's feed tells it: checked where a rule or a template relies on it, and otherwise as the shop likes. Pure.
import { z } from 'zod'
import type { Fault } from '../model/event.js'
import { limitFaults, maxFaults, textFault, timeFault } from '../model/event-limits.js'
import type { JsonObject } from '../model/json.js'
import { amountSchema, currencySchema } from '../model/money.js'
import { inOurWords } from '../model/shape-words.js'
import { completeProduct } from './product-facts.js'

/** One product of a request. More properties are always allowed, within the limits of events. */
export const postedProductSchema = z.looseObject({
  id: z
    .string({ error: 'must be a string, such as "sku-1"' })
    .trim()
    .min(1, { error: 'must not be empty' })
    .max(200)
    .refine(text => textFault(text) === undefined, { error: 'must be valid Unicode without NUL' }),
  name: z.string().optional(),
  price: amountSchema.optional(),
  salePrice: amountSchema.optional(),
  currency: currencySchema.optional(),
  inStock: z.boolean({ error: 'must be true or false' }).optional(),
  url: webAddress().optional(),
  image: webAddress().optional(),
  categories: z.array(z.string()).optional(),
  updatedAt: z.iso
    .datetime({ offset: true, error: 'must be an ISO 8601 time with zone, such as "2026-11-20T10:00:00Z"' })
    .optional(),
})

export interface Product {
  readonly id: string
  /** What rules and templates read: all of it, with the id and what follows from it, without `updatedAt`. */
  readonly data: JsonObject
  /** When the shop changed it; null: it does not say, and so means now. */
  readonly updatedAt: Date | null
}

export type ParsedProduct = { readonly product: Product } | { readonly faults: readonly Fault[] }

/** Gives the product in normal form, or every fault of it, at most twenty. */
export function parseProduct(raw: unknown, now: Date): ParsedProduct {
  const parsed = postedProductSchema.safeParse(raw, inOurWords)
  const faults = [...overLimits(raw), ...(parsed.error?.issues ?? [])].map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }))
  if (!parsed.success || faults.length > 0) return { faults: faults.slice(0, maxFaults) }
  const { updatedAt: changed, ...data } = parsed.data
  const updatedAt = changed === undefined ? null : new Date(changed)
  const wrongTime = updatedAt ? timeFault(updatedAt, now) : undefined
  if (wrongTime) return { faults: [{ path: 'updatedAt', message: wrongTime }] }
  // Whatever JSON.parse gave is JSON.
  return { product: { id: data.id, data: completeProduct(data as JsonObject), updatedAt } }
}

/**
 * What is left when the products are told one after another: of each id the newest, and of equally new ones the last.
 * In the order of their ids, in which every batch locks them.
 */
export function newestOfEach(products: readonly Product[], now: Date): Product[] {
  const newest = new Map<string, Product>()
  const timeOf = ({ updatedAt }: Product): number => (updatedAt ?? now).getTime()
  for (const product of products) {
    const known = newest.get(product.id)
    if (!known || timeOf(known) <= timeOf(product)) newest.set(product.id, product)
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function webAddress() {
  return z.url({ protocol: /^https?$/, error: 'must be a web address such as "https://shop.example/p/1"' })
}

const overLimits = (raw: unknown) => (typeof raw === 'object' && raw !== null ? limitFaults(raw) : [])
