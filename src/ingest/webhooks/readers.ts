// Who reads the webhooks of which platform. One line per platform.
import { readSegment } from './segment/index.js'
import { readShopify } from './shopify/index.js'
import type { Platform, ReadWebhook } from './webhook.js'
import { readWooCommerce } from './woocommerce/index.js'

export const readers: Readonly<Record<Platform, ReadWebhook>> = {
  shopify: readShopify,
  woocommerce: readWooCommerce,
  segment: readSegment,
}
