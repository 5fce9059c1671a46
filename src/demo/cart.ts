// A shopper's cart and order, in the shape storefronts post them.
import { amount, currency, type Product, shopUrl } from './catalog.js'

export interface Line {
  readonly product: Product
  readonly quantity: number
}

export interface Cart {
  readonly id: string
  readonly lines: readonly Line[]
}

export const withLine = (cart: Cart, line: Line): Cart => ({ ...cart, lines: [...cart.lines, line] })
export const withoutLastLine = (cart: Cart): Cart => ({ ...cart, lines: cart.lines.slice(0, -1) })

const centsOf = (cart: Cart): number =>
  cart.lines.reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0)

const items = (cart: Cart) =>
  cart.lines.map(({ product, quantity }) => ({
    productId: product.productId,
    name: product.name,
    quantity,
    price: amount(product.cents),
    categories: [...product.categories],
  }))

export const cartProperties = (cart: Cart) => ({
  id: cart.id,
  value: amount(centsOf(cart)),
  currency,
  itemCount: cart.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  url: `${shopUrl}/cart/${cart.id}`,
  items: items(cart),
})

const categories = (cart: Cart): string[] => [
  ...new Set(cart.lines.flatMap(({ product }) => product.categories)),
]

const orderOf = (cart: Cart, orderId: string) => ({
  id: orderId,
  total: amount(centsOf(cart)),
  currency,
  cartId: cart.id,
  items: items(cart),
  categories: categories(cart),
})

export const orderProperties = (cart: Cart, orderId: string) => ({
  order: orderOf(cart, orderId),
  cart: { id: cart.id },
})

/** The parcel is not the cart's any more: a cart of that id is over. */
export const deliveryProperties = (cart: Cart, orderId: string) => ({ order: orderOf(cart, orderId) })
