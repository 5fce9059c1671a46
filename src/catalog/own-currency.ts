// Products of shops whose platform does not name the currency their prices are in. Pure.
import type { JsonObject } from '../model/json.js'

/** Shopify and WooCommerce tell amounts alone: they are in the currency of the shop, which the settings name. */
export const inCurrency = (data: JsonObject, currency: string | null): JsonObject =>
  currency === null || (typeof data.currency === 'string' && data.currency !== '')
    ? data
    : { ...data, currency }
