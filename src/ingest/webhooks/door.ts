// From a request whose signature is good to the webhook it is: of its headers, and of its bytes as they came. Pure; does
// not look into the body.
import { idFrom } from '../../model/ids.js'
import type { SigningPlatform } from '../../platform/storefront-secrets.js'
import { textOf } from './parse.js'
import type { Webhook } from './webhook.js'

/** A header's value by its name in any case, as Express's `req.get` gives it. */
export type HeaderOf = (name: string) => string | undefined

export interface Arrival {
  readonly source: string
  readonly headerOf: HeaderOf
  readonly raw: Buffer
  /** SHA-256 of the body as base64, whether or not `raw` is all of it. */
  readonly hash: string
  /** `raw` is only its beginning. */
  readonly cutOff?: true
  readonly receivedAt: Date
}

interface Doorway {
  readonly signature: readonly string[]
  readonly topic: readonly string[]
  readonly webhook: (arrival: Arrival, topic: string) => Pick<Webhook, 'key' | 'triggeredAt' | 'shopDomain'>
}

/** Newer API versions of Shopify leave the prefix out. */
const shopifyHeader = (name: string): readonly string[] => [`X-Shopify-${name}`, `Shopify-${name}`]

export const doorways: Readonly<Record<SigningPlatform, Doorway>> = {
  shopify: {
    signature: shopifyHeader('Hmac-Sha256'),
    topic: shopifyHeader('Topic'),
    webhook({ headerOf, hash }, topic) {
      const id = firstOf(headerOf, shopifyHeader('Webhook-Id'))
      const domain = firstOf(headerOf, shopifyHeader('Shop-Domain'))
      return {
        key: id && id.length <= mostKey && isPlain(id) ? id : keyOfBody('shopify', topic, hash),
        triggeredAt: timeOf(firstOf(headerOf, shopifyHeader('Triggered-At'))),
        ...(domain && hostShape.test(domain) && { shopDomain: domain.toLowerCase() }),
      }
    },
  },
  woocommerce: {
    signature: ['X-WC-Webhook-Signature'],
    topic: ['X-WC-Webhook-Topic'],
    // The delivery id repeats within a second. The resource's id and its modified date are in the body, so that the body's
    // hash tells what the three of them would.
    webhook: ({ hash }, topic) => ({ key: keyOfBody('woocommerce', topic, hash), triggeredAt: null }),
  },
}

const mostKey = 100
/** As long as WooCommerce lets the topics of its extensions be. */
const mostTopic = 200
const hostShape = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i
const isPlain = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)

export const signatureOf = (platform: SigningPlatform, headerOf: HeaderOf): string | undefined =>
  firstOf(headerOf, doorways[platform].signature)

/** undefined: there is none, or one that no topic can be called. */
export function topicOf(platform: SigningPlatform, headerOf: HeaderOf): string | undefined {
  const topic = firstOf(headerOf, doorways[platform].topic)?.trim().toLowerCase()
  return topic && topic.length <= mostTopic && isPlain(topic) ? topic : undefined
}

export function webhookOf(platform: SigningPlatform, arrival: Arrival, topic: string): Webhook {
  return {
    platform,
    source: arrival.source,
    topic,
    receivedAt: arrival.receivedAt.toISOString(),
    ...doorways[platform].webhook(arrival, topic),
    ...keptBody(arrival.raw),
    ...(arrival.cutOff && { cutOff: true }),
  }
}

/** WooCommerce's first word when a webhook is made, unsigned: `webhook_id=12` as a form. */
export const isPing = (headerOf: HeaderOf, raw: Buffer): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headerOf('Content-Type') ?? '') &&
  /^webhook_id=\d{1,20}$/.test(raw.toString('latin1'))

/** As text, where that gives the same bytes again and PostgreSQL keeps it. */
export function keptBody(raw: Buffer): Pick<Webhook, 'body' | 'bodyEncoding'> {
  if (!raw.includes(0)) {
    try {
      return { body: textOf(raw) }
    } catch {
      // Kept as bytes, for the worker to refuse with a reason that somebody can read.
    }
  }
  return { body: raw.toString('base64'), bodyEncoding: 'base64' }
}

const keyOfBody = (platform: SigningPlatform, topic: string, hash: string): string =>
  idFrom(platform, topic, hash)

function firstOf(headerOf: HeaderOf, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headerOf(name)
    if (value !== undefined && value !== '') return value
  }
  return undefined
}

/** Shopify counts to the nanosecond. */
function timeOf(text: string | undefined): string | null {
  const time = text && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : null
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : null
}
