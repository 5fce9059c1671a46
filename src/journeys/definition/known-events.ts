// What events of the known types carry, as storefronts post them and as Triggerfish makes its own: data, not rules. Of
// lists, `*` stands for any member. null: whatever the shop likes.
import type { PropertyTable } from './property-table.js'

const product: PropertyTable = {
  productId: 'text',
  variantId: 'text',
  sku: 'text',
  name: 'text',
  variant: 'text',
  brand: 'text',
  price: 'amount',
  currency: 'text',
  quantity: 'number',
  url: 'text',
  imageUrl: 'text',
  categories: 'list',
  'categories.*': 'text',
  inStock: 'boolean',
}
const of = (name: string, table: PropertyTable): PropertyTable =>
  Object.fromEntries(Object.entries(table).map(([path, type]) => [`${name}.${path}`, type]))

const items: PropertyTable = {
  items: 'list',
  ...of('items.*', product),
  categories: 'list',
  'categories.*': 'text',
}
const cart = of('cart', {
  id: 'text',
  value: 'amount',
  currency: 'text',
  itemCount: 'number',
  inStock: 'boolean',
  url: 'text',
  ...items,
})
const order = of('order', {
  id: 'text',
  number: 'text',
  total: 'amount',
  currency: 'text',
  itemCount: 'number',
  cartId: 'text',
  url: 'text',
  status: 'text',
  coupon: 'text',
  ...items,
})
const viewed = of('product', product)
const checkout: PropertyTable = {
  ...cart,
  'checkout.id': 'text',
  'checkout.url': 'text',
  'checkout.step': 'text',
}
const refund: PropertyTable = {
  ...order,
  reason: 'text',
  'refund.amount': 'amount',
  'refund.currency': 'text',
}
/** What was asked and answered, and how: the evidence of a consent. */
const consent: PropertyTable = {
  channel: 'text',
  topic: 'text',
  method: 'text',
  source: 'text',
  form: 'text',
  wording: 'text',
  ip: 'text',
  url: 'text',
}
/** What an audit has found, or finds no more; `facts` are the numbers it goes by. */
const audit: PropertyTable = {
  area: 'text',
  code: 'text',
  subject: 'text',
  severity: 'text',
  message: 'text',
  advice: 'text',
  since: 'date',
  facts: 'object',
}
/** Of which message a report of a provider or a click is. */
const message: PropertyTable = {
  messageId: 'text',
  journey: 'text',
  step: 'text',
  template: 'text',
  provider: 'text',
  address: 'text',
}

export const knownEvents: Readonly<Record<string, PropertyTable | null>> = {
  page_viewed: { 'page.url': 'text', 'page.path': 'text', 'page.title': 'text', 'page.referrer': 'text' },
  category_viewed: { 'category.id': 'text', 'category.name': 'text', ...items },
  products_searched: { query: 'text', ...items },
  product_viewed: viewed,
  product_wished: { ...viewed, 'wishlist.id': 'text', 'wishlist.name': 'text' },
  product_added: { ...viewed, ...cart },
  product_removed: { ...viewed, ...cart },
  cart_viewed: cart,
  cart_updated: cart,
  coupon_applied: { ...cart, ...order, 'coupon.code': 'text', 'coupon.name': 'text', discount: 'amount' },
  checkout_started: checkout,
  checkout_updated: checkout,
  payment_info_entered: checkout,
  payment_failed: { ...checkout, ...order, reason: 'text', method: 'text' },
  order_completed: { ...order, 'cart.id': 'text', paymentMethod: 'text' },
  order_updated: { ...order, paymentMethod: 'text' },
  order_paid: { ...order, paymentMethod: 'text' },
  order_fulfilled: { ...order, 'shipment.trackingUrl': 'text', 'shipment.trackingNumber': 'text' },
  order_cancelled: { ...order, reason: 'text' },
  order_refunded: refund,
  price_dropped: { ...viewed, 'product.oldPrice': 'amount' },
  back_in_stock: viewed,
  customer_updated: null,
  customer_merged: null,
  customer_deleted: null,
  consent_requested: consent,
  consent_changed: { ...consent, status: 'text', reason: 'text' },
  email_accepted: message,
  email_deferred: { ...message, reason: 'text', code: 'text' },
  email_delivered: message,
  email_opened: message,
  email_clicked: { ...message, url: 'text', link: 'text' },
  email_bounced: { ...message, kind: 'text', reason: 'text', code: 'text' },
  email_complained: message,
  email_unsubscribed: { ...message, topic: 'text', reason: 'text' },
  sms_accepted: message,
  sms_delivered: message,
  sms_failed: { ...message, kind: 'text', reason: 'text', code: 'text' },
  sms_clicked: { ...message, url: 'text', link: 'text' },
  sms_replied: { ...message, text: 'text', meaning: 'text' },
  sms_unsubscribed: { ...message, topic: 'text', text: 'text' },
  onsite_shown: { messageId: 'text', journey: 'text', step: 'text' },
  onsite_clicked: { messageId: 'text', journey: 'text', step: 'text' },
  onsite_dismissed: { messageId: 'text', journey: 'text', step: 'text' },
  message_prefetched: { ...message, what: 'text', sign: 'text', url: 'text' },
  // Those Triggerfish makes itself.
  segment_entered: { segment: 'text' },
  segment_left: { segment: 'text' },
  date_reached: { journey: 'text', trigger: 'number', date: 'date' },
  journey_called: null,
  webhook_answered: {
    enrollment: 'text',
    step: 'text',
    pass: 'number',
    status: 'number',
    body: 'object',
  },
  audit_failed: audit,
  audit_recovered: audit,
}
