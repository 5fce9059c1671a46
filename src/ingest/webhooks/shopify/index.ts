// The reader of Shopify's webhooks: what they mean in our words. Pure, and the door of this folder.

import { Fields } from '../fields.js'
import type { ReadWebhook } from '../webhook.js'
import { topics } from './topics.js'

/** Throws a `WebhookFault` that names the field, such as `line_items.0.price must be an amount such as "19.90"`. */
export const readShopify: ReadWebhook = (webhook, body) => {
  const read = topics.get(webhook.topic.toLowerCase())
  return read
    ? read(webhook, Fields.of(body))
    : { ignored: `Triggerfish does not take ${webhook.topic}, but ${[...topics.keys()].join(', ')}` }
}
