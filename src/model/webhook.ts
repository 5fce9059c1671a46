// A webhook as a shop posted it, on its way to the events it means. Kept as it came, so that what cannot be understood
// today can be replayed when it can.

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
  /** When the platform says it happened, of its headers; null where it does not say. ISO 8601 in UTC. */
  readonly triggeredAt: string | null
  /** The shop's own host, such as `ann.myshopify.com`, where the headers name it. */
  readonly shopDomain?: string
  readonly body: string
  /** Where the body is no text that can be kept as it is (no UTF-8, or with NUL): its bytes as base64. */
  readonly bodyEncoding?: 'base64'
  /** It was too large to be kept: the body is only its beginning, and nobody can read it. */
  readonly cutOff?: true
}
