// Products priced in another currency than the shop's: their prices are compared with nothing, and their events with no cart.
import type { Audit } from './audit.js'
import { otherCurrencies } from './audit-queries.js'

export const currencies: Audit = async ({ db, settings }) => {
  const shop = settings.currency
  if (shop === null) return []
  return (await otherCurrencies(db, shop)).map(({ feed, currency, products }) => ({
    code: 'feed_other_currency',
    subject: `${feed}, ${currency}`,
    severity: 'warning',
    message: `${products.toLocaleString('en')} products of the feed ${feed} are priced in ${currency}; the shop's currency is ${shop}.`,
    advice: 'Import the feed of the shop’s own currency, or change "currency" in settings.json.',
    facts: { products },
  }))
}
