// The part of webhooks that needs PostgreSQL: products, stock, wishes, and those that are set aside. While PostgreSQL is away
// it fails as a whole and is done again; all of it can be done twice.
import { isPassing } from '../../db/errors.js'
import type { JsonObject } from '../../model/json.js'
import { BrokerUnavailable } from '../../platform/queue/index.js'
import type { Meaning, PrivacyWish, StockLevel, Webhook } from './webhook.js'
import { reasonOf, type Understood } from './worker-understand.js'

export interface ShopData {
  /** Answers which of the products, by their place in the list, were refused, and why. */
  readonly putProducts: (
    products: readonly JsonObject[],
    teller: Pick<Webhook, 'platform' | 'source'>,
  ) => Promise<{ readonly rejected: readonly Refused[] }>
  readonly removeProducts: (removed: NonNullable<Meaning['removedProducts']>) => Promise<unknown>
  readonly putStock: (levels: readonly StockLevel[]) => Promise<unknown>
  readonly wish: (source: string, wish: PrivacyWish) => Promise<unknown>
  readonly setAside: (failed: readonly SetAside[]) => Promise<unknown>
}

interface Refused {
  readonly index: number
  readonly errors: readonly { readonly path: string; readonly message: string }[]
}

export interface SetAside {
  readonly webhook: Webhook
  readonly reason: string
}

/** Answers which were set aside. Rejects when PostgreSQL is away: then all of it is to be done again. */
export async function takeShopData(data: ShopData, list: readonly Understood[]): Promise<SetAside[]> {
  const failed = await takeAll(data, list)
  if (failed.length > 0) await data.setAside(failed)
  return failed
}

/** Together first. Where that fails for what is in one of them, each alone, so that the others are done. */
async function takeAll(data: ShopData, list: readonly Understood[]): Promise<SetAside[]> {
  try {
    return [...faultsOf(list), ...(await take(data, list))]
  } catch (error) {
    if (isPassing(error) || error instanceof BrokerUnavailable) throw error
    const [only, ...others] = list
    if (only && others.length === 0) return [{ webhook: only.webhook, reason: reasonOf(error) }]
    const failed: SetAside[] = []
    for (const one of list) failed.push(...(await takeAll(data, [one])))
    return failed
  }
}

const faultsOf = (list: readonly Understood[]): SetAside[] =>
  list.flatMap(({ webhook, fault }) => (fault === null ? [] : [{ webhook, reason: fault }]))

async function take(data: ShopData, list: readonly Understood[]): Promise<SetAside[]> {
  const refused: SetAside[] = []
  for (const told of byTeller(list)) refused.push(...(await putAll(data, told)))
  const removed = list.flatMap(({ removedProducts }) => removedProducts)
  const stock = list.flatMap(({ stock }) => stock)
  if (removed.length > 0) await data.removeProducts(removed)
  if (stock.length > 0) await data.putStock(stock)
  for (const { webhook, wishes } of list) {
    for (const wish of wishes) await data.wish(webhook.source, wish)
  }
  return refused
}

interface Told {
  readonly webhook: Webhook
  readonly product: JsonObject
}

function byTeller(list: readonly Understood[]): Told[][] {
  const groups = new Map<string, Told[]>()
  for (const { webhook, products } of list) {
    const name = `${webhook.platform} ${webhook.source}`
    const group = groups.get(name) ?? []
    group.push(...products.map(product => ({ webhook, product })))
    if (group.length > 0) groups.set(name, group)
  }
  return [...groups.values()]
}

async function putAll(data: ShopData, told: readonly Told[]): Promise<SetAside[]> {
  const { rejected } = await data.putProducts(
    told.map(({ product }) => product),
    told[0]!.webhook,
  )
  return rejected.map(({ index, errors }) => ({
    webhook: told[index]!.webhook,
    reason: `product: ${errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`,
  }))
}
