// What a webhook is, what it may mean, and who reads it: the contract between the door, the worker and the readers.
import type { Identifiers } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'
import type { Webhook } from '../../model/webhook.js'

export type { Platform, Webhook } from '../../model/webhook.js'

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

/** Of one webhook: each of them may be a copy of most of it, so that more would be a flood. */
export const mostEvents = 100

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

/** Why a webhook that is `cutOff` is set aside; those are never put back, as there is nothing to read. */
export const cutOffReason = 'larger than 5 MB: only its beginning was kept, so that it cannot be replayed'

/** The body is not what its topic promises; nothing of it was used. */
export class WebhookFault extends Error {
  readonly code = 'webhook_not_understood'
  override name = 'WebhookFault'
}
