// One shopper in the shop: small acts that each record one event, as the storefront would post it.
import type { Identifiers } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'
import { type Cart, cartProperties, type Line, orderProperties, withLine, withoutLastLine } from './cart.js'
import { catalog, type Product, productProperties, shopUrl } from './catalog.js'
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

export class Scene {
  readonly #shopper: Shopper
  readonly #random: Random
  readonly #record: (event: RecordedEvent) => void
  #at: number
  #known: boolean
  #carts = 0
  #cart: Cart

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
    this.#at += Math.round((low + this.#random.next() * (high - low)) * 60 * minute)
  }

  look(products: number): void {
    for (let i = 0; i < products; i++) this.#view(this.#random.pick(catalog))
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
    this.#say('order_completed', orderProperties(this.#cart, `order-${this.#cart.id.slice('cart-'.length)}`))
    this.#cart = this.#freshCart()
  }

  unsubscribe(): void {
    if (this.#known) this.#say('consent_changed', { channel: 'email', status: 'unsubscribed' })
  }

  /** The shop learns who this is, once; the nameless stay nameless. */
  introduce(): void {
    if (this.#known || this.#shopper.acquaintance === 'nameless') return
    this.#known = true
    this.tellAboutMyself()
  }

  /** What the shop knows of a customer: attributes, and what they agreed to. */
  tellAboutMyself(): void {
    const { firstName, emailConsent, smsConsent } = this.#shopper
    this.#say('customer_updated', { firstName, locale: 'en' })
    if (emailConsent) this.#say('consent_changed', { channel: 'email', status: 'subscribed' })
    if (smsConsent) this.#say('consent_changed', { channel: 'sms', status: 'subscribed' })
  }

  #addOne(): void {
    const product = this.#random.pick(catalog)
    this.#view(product)
    const line: Line = { product, quantity: this.#random.chance(0.15) ? 2 : 1 }
    this.#cart = withLine(this.#cart, line)
    this.#say('product_added', { product: productProperties(product), cart: cartProperties(this.#cart) })
  }

  #view(product: Product): void {
    this.#say('product_viewed', { product: productProperties(product) })
  }

  #say(type: string, properties: JsonObject): void {
    this.#at += this.#random.int(4, 150) * 1_000
    this.#record({ type, at: this.#at, customer: namesOf(this.#shopper, this.#known), properties })
  }

  #freshCart(): Cart {
    this.#carts++
    return { id: `cart-${this.#shopper.n}-${this.#carts}`, lines: [] }
  }
}
