// Who reads the webhooks of which platform. One line per platform.
import { readShopify } from './shopify/index.js'
import { readSegment } from './segment/index.js'
import { type Platform, type ReadWebhook, WebhookFault } from './webhook.js'

/** Of a platform whose reader is not there yet: its webhooks are kept, to be replayed when it is. */
const notYet: ReadWebhook = ({ platform }) => {
  throw new WebhookFault(`webhooks of ${platform} are not read yet`)
}

export const readers: Readonly<Record<Platform, ReadWebhook>> = {
  shopify: readShopify,
  woocommerce: notYet,
  segment: readSegment,
}
