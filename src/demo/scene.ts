// One shopper in the shop: small acts that each record one event, as the storefront would post it.
import type { Identifiers } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'
import {
  type Cart,
  cartProperties,
  deliveryProperties,
  type Line,
  orderProperties,
  withLine,
  withoutLastLine,
} from './cart.js'
import {
  catalog,
  categoryProperties,
  cheaperProperties,
  type Product,
  productProperties,
  shopUrl,
} from './catalog.js'

import type { Random } from './random.js'
import { namesOf, type Shopper } from './shopper.js'

export interface RecordedEvent {
  readonly type: string
  /** Milliseconds since the recording's start. */
  readonly at: number
  readonly customer: Identifiers
  readonly properties: JsonObject
}

const minute = 60_000
const hour = 60 * minute

export class Scene {
  readonly #shopper: Shopper
  readonly #random: Random
  readonly #record: (event: RecordedEvent) => void
  #at: number
  #known: boolean
  #carts = 0
  #cart: Cart
  #lastSeen: Product = catalog[0]!

  constructor(shopper: Shopper, random: Random, at: number, record: (event: RecordedEvent) => void) {
    this.#shopper = shopper
    this.#random = random
    this.#record = record
    this.#at = at
    this.#known = shopper.acquaintance === 'known'
    this.#cart = this.#freshCart()
  }

  /** Lets time go by, from `low` to `high` hours. */
  awayFor(low: number, high: number): void {
    this.#at += Math.round((low + this.#random.next() * (high - low)) * hour)
  }

  look(products: number): void {
    for (let i = 0; i < products; i++) this.#view(this.#random.pick(catalog))
  }

  /** Goes through a shelf again and again, and takes nothing. */
  browseCategory(category: string, visits: number): void {
    for (let i = 0; i < visits; i++) {
      this.#say('category_viewed', { category: categoryProperties(category) })
      this.awayFor(0.2, 2)
    }
  }

  /** The shop tells everybody who looked at a product that it has become cheaper. */
  hearOfLowerPrice(): void {
    this.#say('price_dropped', cheaperProperties(this.#lastSeen))
  }

  add(products: number): void {
    for (let i = 0; i < products; i++) this.#addOne()
    // Most shoppers whom the shop does not know leave their address as soon as the cart wants to be kept.
    if (this.#random.chance(0.7)) this.introduce()
  }

  removeOne(): void {
    this.#cart = withoutLastLine(this.#cart)
    this.#say('product_removed', { cart: cartProperties(this.#cart) })
  }

  /** Comes from a link in a mail; whoever was never named cannot have got one. */
  followMail(): void {
    if (this.#known) this.#say('email_clicked', { url: shopUrl })
  }

  lookAtCart(): void {
    this.#say('cart_viewed', { cart: cartProperties(this.#cart) })
  }

  checkOut(): void {
    this.introduce()
    this.#say('checkout_started', { cart: cartProperties(this.#cart) })
  }

  failToPay(): void {
    this.#say('payment_failed', { cart: cartProperties(this.#cart), reason: 'card_declined' })
  }

  buy(): void {
    const order = `order-${this.#cart.id.slice('cart-'.length)}`
    this.#say('order_completed', orderProperties(this.#cart, order))
    // Half of the parcels come the next day; the carrier tells, whatever the shopper does meanwhile.
    const parcel = { type: 'order_delivered', properties: deliveryProperties(this.#cart, order) }
    if (this.#random.chance(0.5))
      this.#record({ ...parcel, at: this.#at + this.#random.int(20, 32) * hour, customer: this.#names() })
    this.#cart = this.#freshCart()
  }

  unsubscribe(): void {
    if (this.#known) this.#say('consent_changed', { channel: 'email', status: 'unsubscribed' })
  }

  /** The shop learns who this is, once; the nameless stay nameless. */
  introduce(): void {
    if (this.#known || this.#shopper.acquaintance === 'nameless') return
    this.#known = true
    this.tellAboutMyself('signup-form')
  }

  /** What the shop knows of a customer: attributes, and what they agreed to, and where. */
  tellAboutMyself(source: 'import' | 'signup-form'): void {
    const { firstName, emailConsent, smsConsent } = this.#shopper
    this.#say('customer_updated', { firstName, locale: 'en', country: 'DE' })
    if (emailConsent) this.#say('consent_changed', { channel: 'email', status: 'subscribed', source })
    if (smsConsent) this.#say('consent_changed', { channel: 'sms', status: 'subscribed', source })
  }

  #addOne(): void {
    const product = this.#random.pick(catalog)
    this.#view(product)
    const line: Line = { product, quantity: this.#random.chance(0.15) ? 2 : 1 }
    this.#cart = withLine(this.#cart, line)
    this.#say('product_added', { product: productProperties(product), cart: cartProperties(this.#cart) })
  }

  #view(product: Product): void {
    this.#lastSeen = product
    this.#say('product_viewed', { product: productProperties(product) })
  }

  #say(type: string, properties: JsonObject): void {
    this.#at += this.#random.int(4, 150) * 1_000
    this.#record({ type, at: this.#at, customer: this.#names(), properties })
  }

  #names(): Identifiers {
    return namesOf(this.#shopper, this.#known)
  }

  #freshCart(): Cart {
    this.#carts++
    return { id: `cart-${this.#shopper.n}-${this.#carts}`, lines: [] }
  }
}
