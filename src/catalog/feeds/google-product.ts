// An item of a Google Merchant feed as a product, whether it came as XML or as TSV. Pure.
//
// Items of one group (`item_group_id`) stay products of their own, with the group's id as `productGroup`: what customers
// look at and buy is known to the shop's events by the id of the item.
import type { Fault } from '../../model/event.js'
import { listOf } from './csv-product.js'
import type { FeedRow } from './feed-row.js'
import { readPrices } from './read-price.js'

/** Attribute (`image_link`) → its values, in the order of the feed. */
export type GoogleItem = ReadonlyMap<string, readonly string[]>

/** Google's name → ours, where the value is taken as it is. */
export const googleFields = {
  id: 'id',
  title: 'name',
  description: 'description',
  link: 'url',
  image_link: 'image',
  brand: 'brand',
  item_group_id: 'productGroup',
} as const

/** Taken over as attributes, under these names. */
export const googleAttributes = {
  google_product_category: 'googleProductCategory',
  gtin: 'gtin',
  mpn: 'mpn',
  condition: 'condition',
  color: 'color',
  size: 'size',
  material: 'material',
  pattern: 'pattern',
  gender: 'gender',
  age_group: 'ageGroup',
  custom_label_0: 'customLabel0',
  custom_label_1: 'customLabel1',
  custom_label_2: 'customLabel2',
  custom_label_3: 'customLabel3',
  custom_label_4: 'customLabel4',
} as const

/** What can be ordered is in stock, also when it comes later. */
const availabilities: Readonly<Record<string, boolean>> = {
  in_stock: true,
  preorder: true,
  backorder: true,
  limited_availability: true,
  out_of_stock: false,
}

/** `asOf`: a sale price counts when its dates hold then. */
export function googleProduct(item: GoogleItem, line: number, asOf: Date): FeedRow {
  const first = (name: string): string | undefined => item.get(name)?.[0]
  const sale = saleOf(first('sale_price'), first('sale_price_effective_date'), asOf)
  const prices = readPrices(first('price'), sale.price, undefined)
  const availability = first('availability')?.toLowerCase().replace(/\s+/g, '_')
  const faults: Fault[] = []
  if (sale.fault) faults.push({ path: 'sale_price_effective_date', message: sale.fault })
  if ('fault' in prices) faults.push({ path: 'sale_price', message: prices.fault })
  if (availability !== undefined && !Object.hasOwn(availabilities, availability))
    faults.push({ path: 'availability', message: `must be one of ${Object.keys(availabilities).join(', ')}` })
  if (faults.length > 0 || 'fault' in prices) return { line, id: first('id'), faults }
  const stock = first('quantity_to_sell_on_facebook') ?? first('sell_on_google_quantity')
  return {
    line,
    raw: {
      ...renamed(item, googleFields),
      ...prices.fields,
      ...(availability !== undefined && { availability, inStock: availabilities[availability] }),
      ...(stock !== undefined && /^\d{1,15}$/.test(stock) && { stock: Number(stock) }),
      ...categoriesOf(item),
      attributes: renamed(item, googleAttributes),
    },
  }
}

function renamed(item: GoogleItem, names: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.entries(names).map(([theirs, ours]) => [ours, item.get(theirs)?.[0]] as const)
  return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** The shop's own categories; Google's, where it names none, unless they are a number. */
function categoriesOf(item: GoogleItem): { categories?: string[] } {
  const own =
    item.get('product_type') ?? item.get('google_product_category')?.filter(text => !/^\d+$/.test(text))
  const categories = [...new Set(own?.flatMap(listOf))]
  return categories.length > 0 ? { categories } : {}
}

function saleOf(
  price: string | undefined,
  dates: string | undefined,
  asOf: Date,
): { price: string | undefined; fault?: string } {
  if (price === undefined || dates === undefined) return { price }
  const [from, until] = dates.split('/').map(readDate)
  if (!from || !until || dates.split('/').length !== 2)
    return { price, fault: 'must be two times such as "2026-11-20T00:00+01:00/2026-11-30T23:59+01:00"' }
  return { price: from <= asOf && asOf <= until ? price : undefined }
}

/** Also with a zone such as -0800, which JavaScript does not read. Without one it is UTC. */
function readDate(text: string): Date | null {
  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:?\d\d)?)?$/.exec(text.trim())
  if (!parts) return null
  const [, day, time = '00:00', zone = 'Z'] = parts
  const date = new Date(`${day}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(date.getTime()) ? null : date
}
