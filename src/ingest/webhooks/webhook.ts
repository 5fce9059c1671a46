// A webhook as a shop posted it, on its way to the events it means. Kept as it came, so that what cannot be understood
// today can be replayed when it can.
import type { Identifiers } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'

export const platforms = ['shopify', 'woocommerce', 'segment'] as const
export type Platform = (typeof platforms)[number]

/** Verified at the door, and nothing more: nobody has looked into its body. */
export interface Webhook {
  readonly platform: Platform
  readonly source: string
  /** As the platform calls it: `orders/create`, `order.updated`, `track`. */
  readonly topic: string
  /** The same for every delivery of the same thing: what makes a repetition harmless. At most 150 characters. */
  readonly key: string
  /** ISO 8601. */
  readonly receivedAt: string
  /** When the platform says it happened, of its headers; null where it does not say. */
  readonly triggeredAt: string | null
  readonly body: string
}

/** An event as a storefront would post it to `POST /v1/events`; checked by the same parser. */
export interface PostedEvent {
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly customer: Identifiers
  readonly properties: JsonObject
}

/** Somebody's right, as a platform passes it on: to be told what is known of them, or to be forgotten. */
export interface PrivacyWish {
  readonly kind: 'export' | 'erase' | 'erase_shop'
  /** Empty for a whole shop. */
  readonly customer: Identifiers
}

/** How many of something are left, told apart from its product. */
export interface StockLevel {
  readonly inventoryItemId: string
  readonly locationId: string
  /** null: not counted. */
  readonly available: number | null
  readonly updatedAt: string
}

/** What a webhook means. */
export interface Meaning {
  readonly events?: readonly PostedEvent[]
  /** Products as `PUT /v1/catalog/products` takes them. */
  readonly products?: readonly JsonObject[]
  /** Ids of products that are no longer sold, and since when. */
  readonly removedProducts?: readonly { readonly id: string; readonly updatedAt: string }[]
  readonly stock?: readonly StockLevel[]
  readonly wishes?: readonly PrivacyWish[]
  /** Why there is nothing to do, where that is so. */
  readonly ignored?: string
}

/**
 * From a webhook and its parsed body to what it means. Pure. Numbers of the body that a float would change (ids beyond
 * 2^53, amounts) come as strings. Throws a `WebhookFault` for a body that is not what the topic promises.
 */
export type ReadWebhook = (webhook: Webhook, body: unknown) => Meaning

/** The body is not what its topic promises; nothing of it was used. */
export class WebhookFault extends Error {
  readonly code = 'webhook_not_understood'
  override name = 'WebhookFault'
}
