// Products that customers put into carts and no feed knows: what messages show of them is as old as the event.
import type { Audit } from './audit.js'
import { unknownInCarts } from './audit-queries.js'

/** Lately: older carts may hold what is no longer sold. */
const latelyMs = 7 * 86_400_000
const shown = 5

export const unknownProducts: Audit = async ({ db, now }) => {
  const { count, first } = await unknownInCarts(db, new Date(now.getTime() - latelyMs), shown)
  if (count === 0) return []
  const ids = first.map(({ id }) => id).join(', ')
  return [
    {
      code: 'cart_product_unknown',
      subject: 'carts',
      severity: 'warning',
      message: `${count.toLocaleString('en')} of the products in carts of the last 7 days are in no feed, such as ${ids}.`,
      advice:
        'Feeds and events must call a product by the same id. Is a feed missing, or is the id another one there?',
      facts: { products: count },
    },
  ]
}
