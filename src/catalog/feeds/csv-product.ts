// A row of a CSV feed as a product: by the names of its columns, of which the common ones are known. Pure.
import type { FeedRow } from './feed-row.js'
import { readPrices } from './read-price.js'
import type { Cells } from './read-table.js'

/** Field of a product → names of columns, best first; without spaces, dashes, underscores and capitals. */
export const csvColumns = {
  id: ['id', 'productid', 'sku'],
  name: ['name', 'title', 'productname'],
  price: ['price', 'regularprice'],
  salePrice: ['saleprice', 'specialprice', 'discountprice'],
  currency: ['currency', 'currencycode'],
  stock: ['stock', 'quantity', 'qty', 'inventory', 'stockquantity', 'inventoryquantity'],
  inStock: ['instock', 'availability', 'available', 'stockstatus'],
  url: ['url', 'link', 'producturl', 'permalink'],
  image: ['image', 'imageurl', 'imagelink', 'picture', 'photo'],
  categories: ['categories', 'category', 'producttype'],
  collections: ['collections', 'collection'],
  brand: ['brand', 'vendor', 'manufacturer'],
  productGroup: ['productgroup', 'itemgroupid', 'groupid', 'parentid'],
  updatedAt: ['updatedat', 'updated', 'modified', 'lastmodified'],
} as const satisfies Record<string, readonly string[]>

type Field = keyof typeof csvColumns

export function csvProduct(cells: Cells, line: number): FeedRow {
  const columns = columnsOf(cells)
  const cell = (field: Field): string | undefined => cells.get(columns.get(field) ?? '')
  const prices = readPrices(cell('price'), cell('salePrice'), cell('currency'))
  if ('fault' in prices)
    return { line, id: cell('id'), faults: [{ path: 'currency', message: prices.fault }] }
  const told = Object.fromEntries(
    [...columns].map(([field, column]) => [field, readers[field]?.(cells.get(column)!) ?? cells.get(column)]),
  )
  const known = new Set(columns.values())
  // Anything else is the shop's own, under its own name.
  const others = [...cells].filter(([title]) => !known.has(title))
  return { line, raw: { ...Object.fromEntries(others), ...told, ...prices.fields } }
}

function columnsOf(cells: Cells): Map<Field, string> {
  const titles = new Map([...cells.keys()].map(title => [title.toLowerCase().replace(/[\s_-]/g, ''), title]))
  const found = new Map<Field, string>()
  for (const [field, names] of Object.entries(csvColumns) as [Field, readonly string[]][]) {
    const title = names.map(name => titles.get(name)).find(title => title !== undefined)
    if (title !== undefined) found.set(field, title)
  }
  return found
}

const yes: ReadonlySet<string> = new Set(['true', 'yes', '1', 'instock', 'available'])
const no: ReadonlySet<string> = new Set(['false', 'no', '0', 'outofstock', 'soldout', 'unavailable'])

/** What cannot be read stays text, and the check of products names it. */
const readers: { readonly [field in Field]?: (cell: string) => unknown } = {
  stock: cell => (/^-?\d{1,15}$/.test(cell) ? Number(cell) : cell),
  inStock(cell) {
    const word = cell.toLowerCase().replace(/[\s_-]/g, '')
    return yes.has(word) ? true : no.has(word) ? false : cell
  },
  categories: listOf,
  collections: listOf,
}

/** Split at `>`, `|` and `;`, not at commas, which are part of many names. */
export function listOf(cell: string): string[] {
  const parts = cell.split(/[>|;]/).map(part => part.trim())
  return [...new Set(parts.filter(part => part !== ''))]
}
