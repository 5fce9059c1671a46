// What the demo's shop sells. Prices in cents, so that adding them up stays exact.

export interface Product {
  readonly productId: string
  readonly name: string
  readonly cents: number
  readonly categories: readonly string[]
}

export const currency = 'EUR'
export const shopUrl = 'https://shop.example'

const rows: readonly (readonly [name: string, cents: number, ...categories: string[]])[] = [
  ['Trail shoe', 12_950, 'shoes', 'running'],
  ['Road shoe', 11_900, 'shoes', 'running'],
  ['Hiking boot', 18_900, 'shoes', 'hiking'],
  ['Recovery sandal', 4_500, 'shoes'],
  ['Rain jacket', 14_900, 'clothing', 'hiking'],
  ['Wind vest', 6_995, 'clothing', 'running'],
  ['Merino shirt', 5_900, 'clothing'],
  ['Running tights', 6_450, 'clothing', 'running'],
  ['Wool socks', 1_495, 'clothing', 'accessories'],
  ['Beanie', 1_990, 'clothing', 'accessories'],
  ['Gloves', 2_490, 'clothing', 'accessories'],
  ['Daypack 20 l', 7_950, 'packs', 'hiking'],
  ['Trekking pack 55 l', 21_900, 'packs', 'hiking'],
  ['Running belt', 2_995, 'packs', 'running'],
  ['Water bottle', 1_250, 'accessories'],
  ['Head torch', 4_995, 'accessories', 'camping'],
  ['Two-person tent', 32_900, 'camping'],
  ['Sleeping bag', 15_990, 'camping'],
  ['Sleeping mat', 8_990, 'camping'],
  ['Gas stove', 5_490, 'camping'],
  ['Trekking poles', 8_450, 'hiking', 'accessories'],
  ['Running watch', 24_900, 'electronics', 'running'],
  ['Energy bars, box of 12', 2_395, 'nutrition'],
  ['First-aid kit', 3_450, 'accessories', 'camping'],
]

const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')

export const catalog: readonly Product[] = rows.map(([name, cents, ...categories]) => ({
  productId: slug(name),
  name,
  cents,
  categories,
}))

/** `12950` → `"129.50"`. */
export const amount = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

export const productProperties = (product: Product) => ({
  productId: product.productId,
  name: product.name,
  price: amount(product.cents),
  currency,
  url: `${shopUrl}/p/${product.productId}`,
  categories: [...product.categories],
})

export const categoryProperties = (category: string) => ({
  id: category,
  name: `${category[0]?.toUpperCase()}${category.slice(1)}`,
  url: `${shopUrl}/c/${category}`,
})

/** A product whose price has just been cut by a fifth, as the shop tells those who looked at it. */
export const cheaperProperties = (product: Product) => ({
  product: { ...productProperties(product), price: amount(Math.floor((product.cents * 4) / 5)) },
  previousPrice: amount(product.cents),
})
