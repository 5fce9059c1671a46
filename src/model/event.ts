// The event: what a shopper, a storefront or a provider did. This is the public contract of POST /v1/events.
import { z } from 'zod'
import { channelSchema } from './channel.js'
import { type Identifiers, normaliseIdentifiers } from './customer.js'
import type { JsonObject } from './json.js'
import { amountSchema, currencySchema } from './money.js'

/** Event types the product itself knows. Any other snake_case type is a custom event. */
export const knownEventTypes = [
  'product_viewed',
  'product_added',
  'product_removed',
  'cart_viewed',
  'checkout_started',
  'payment_failed',
  'order_completed',
  'order_cancelled',
  'order_refunded',
  'customer_updated',
  'customer_merged',
  'consent_changed',
  'email_delivered',
  'email_opened',
  'email_clicked',
  'email_bounced',
  'email_complained',
  'email_unsubscribed',
  'sms_delivered',
  'sms_failed',
  'sms_replied',
  'sms_unsubscribed',
] as const

export const eventTypeSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, { error: 'must be snake_case, such as "product_added"' })
  .meta({ description: 'An event type in snake_case, such as "product_added".' })

const identifier = z.string().trim().min(1, { error: 'must not be empty' }).max(200)

export const identifiersSchema = z
  .strictObject({
    id: identifier.optional(),
    email: z
      .string()
      .trim()
      .max(254)
      .pipe(z.email({ error: 'must be an email address' }))
      .optional(),
    phone: z
      .string()
      .max(32)
      .transform(phone => phone.replace(/[\s().-]/g, ''))
      .pipe(
        z.string().regex(/^\+[1-9]\d{6,14}$/, { error: 'must be an E.164 number such as "+4915112345678"' }),
      )
      .optional(),
    anonymousId: identifier.optional(),
  })
  .refine(ids => Object.values(ids).some(value => value !== undefined), {
    error: 'must name the customer by at least one of id, email, phone, anonymousId',
  })

const item = z.looseObject({
  productId: z.string().min(1),
  quantity: z.number().int().nonnegative().optional(),
  price: amountSchema.optional(),
})
const cart = z.looseObject({
  id: z.string().min(1).optional(),
  value: amountSchema.optional(),
  currency: currencySchema.optional(),
  items: z.array(item).optional(),
})
const order = z.looseObject({
  id: z.string().min(1),
  total: amountSchema,
  currency: currencySchema,
  items: z.array(item).optional(),
})
const withCart = z.looseObject({ cart: cart.optional() })
const withOrder = z.looseObject({ order })
const withProduct = z.looseObject({
  product: z.looseObject({ productId: z.string().min(1), price: amountSchema.optional() }).optional(),
})

/** What the properties of a known type must look like. More properties are always allowed. */
export const propertySchemas: Readonly<Record<string, z.ZodType>> = {
  product_viewed: withProduct,
  product_added: withCart,
  product_removed: withCart,
  cart_viewed: withCart,
  checkout_started: withCart,
  order_completed: withOrder,
  consent_changed: z.looseObject({
    channel: channelSchema,
    status: z.enum(['subscribed', 'unsubscribed']),
  }),
  email_bounced: z.looseObject({ kind: z.enum(['hard', 'soft']) }),
}

/** One event as a storefront posts it. Properties are checked against `propertySchemas` by `parseEvent`. */
export const postedEventSchema = z.strictObject({
  id: z.string().min(1, { error: 'must not be empty' }).max(200),
  type: eventTypeSchema,
  occurredAt: z.iso.datetime({
    offset: true,
    error: 'must be an ISO 8601 time with zone, such as "2026-11-20T10:00:00Z"',
  }),
  customer: identifiersSchema,
  properties: z.record(z.string(), z.unknown()).default({}),
})

/** An event on its way through the product. Immutable. Times are ISO 8601 in UTC. */
export interface Event {
  readonly source: string
  readonly id: string
  readonly type: string
  readonly occurredAt: string
  readonly receivedAt: string
  readonly customer: Identifiers
  readonly properties: JsonObject
}

export interface Fault {
  /** Where in the event: `"properties.order.total"`; empty for the event as a whole. */
  readonly path: string
  readonly message: string
}

/** The event in normal form, or every fault of it. Pure: who calls says when it was received and by which source. */
export function parseEvent(
  raw: unknown,
  source: string,
  receivedAt: Date,
): { event: Event } | { faults: Fault[] } {
  const envelope = postedEventSchema.safeParse(raw)
  if (!envelope.success) return { faults: faultsOf(envelope.error, []) }
  const { id, type, occurredAt, customer, properties } = envelope.data
  const checked = propertySchemas[type]?.safeParse(properties)
  if (checked?.success === false) return { faults: faultsOf(checked.error, ['properties']) }
  return {
    event: {
      source,
      id,
      type,
      occurredAt: new Date(occurredAt).toISOString(),
      receivedAt: receivedAt.toISOString(),
      customer: normaliseIdentifiers(customer),
      // Whatever JSON.parse gave is JSON; walking it a second time to prove that would cost more than the rest.
      properties: properties as JsonObject,
    },
  }
}

const faultsOf = (error: z.ZodError, prefix: readonly string[]): Fault[] =>
  error.issues.map(issue => ({
    path: [...prefix, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }))
