// The event: what a shopper, a storefront or a provider did. This is the public contract of POST /v1/events.
import { z } from 'zod'
import { type Identifiers, identityKinds } from './customer.js'
import { emailAddress } from './email-address.js'
import { type LimitFault, limitFaults, maxFaults, textFault, timeFault } from './event-limits.js'
import { propertySchemas } from './event-properties.js'
import type { JsonObject } from './json.js'
import { parseFast } from './shape-words.js'

/** Event types that Triggerfish alone makes, so that nobody can claim a segment, a date or an alarm that is not so. */
export const ownEventTypes = [
  'segment_entered',
  'segment_left',
  'date_reached',
  'journey_called',
  'webhook_answered',
  'audit_failed',
  'audit_recovered',
] as const

/** The source of the events Triggerfish makes. No key can be made for it, and nothing imported under it. */
export const ownSource = 'triggerfish'

/** Event types the product itself knows. Any other snake_case type is a custom event. */
export const knownEventTypes = [
  'page_viewed',
  'category_viewed',
  'products_searched',
  'product_viewed',
  'product_wished',
  'product_added',
  'product_removed',
  'cart_viewed',
  'cart_updated',
  'coupon_applied',
  'checkout_started',
  'checkout_updated',
  'payment_info_entered',
  'payment_failed',
  'order_completed',
  'order_updated',
  'order_paid',
  'order_fulfilled',
  'order_cancelled',
  'order_refunded',
  'price_dropped',
  'back_in_stock',
  'customer_updated',
  'customer_merged',
  'customer_deleted',
  'consent_requested',
  'consent_changed',
  'email_accepted',
  'email_deferred',
  'email_delivered',
  'email_opened',
  'email_clicked',
  'email_bounced',
  'email_complained',
  'email_unsubscribed',
  'sms_accepted',
  'sms_delivered',
  'sms_failed',
  'sms_clicked',
  'sms_replied',
  'sms_unsubscribed',
  'onsite_shown',
  'onsite_clicked',
  'onsite_dismissed',
  'message_prefetched',
  ...ownEventTypes,
] as const

export const eventTypeSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, { error: 'must be snake_case, such as "product_added"' })
  .meta({ description: 'An event type in snake_case, such as "product_added".' })

const ownTypes: ReadonlySet<string> = new Set(ownEventTypes)

/** What comes in by the door is never of our own making. */
const postedTypeSchema = eventTypeSchema.refine(type => !ownTypes.has(type), {
  error: ({ input }) =>
    input === 'journey_called'
      ? 'is made by Triggerfish itself; call a journey with POST /v1/journeys/ID/calls'
      : 'is made by Triggerfish itself',
})

const storable = (text: string): boolean => textFault(text) === undefined
const notStorable = 'must be valid Unicode without NUL'
const identifier = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(200)
  .refine(storable, { error: notStorable })

/** Where an object is wanted: zod's own words speak of types and undefined. */
const notAnObject = (message: string) => ({
  error: ({ code }: { code: string }) => (code === 'invalid_type' ? message : undefined),
})

/** Checks the names of a customer and brings them into normal form, the one of `normaliseIdentifiers`. */
export const identifiersSchema = z
  .strictObject(
    {
      id: identifier.optional().meta({ description: 'The customer’s id in the shop.' }),
      email: z
        .string()
        .overwrite(emailAddress)
        .max(254)
        .regex(z.regexes.email, { error: 'must be an email address' })
        .optional()
        .meta({ description: 'An email address.' }),
      phone: z
        .string()
        .max(32)
        .overwrite(phone => phone.replace(/[\s().-]/g, ''))
        .regex(/^\+[1-9]\d{6,14}$/, { error: 'must be an E.164 number such as "+4915112345678"' })
        .optional()
        .meta({ description: 'A phone number with its country, such as "+4915112345678".' }),
      anonymousId: identifier
        .optional()
        .meta({ description: 'What a browser is known by before anybody logs in.' }),
      orderToken: identifier
        .optional()
        .meta({ description: 'What the shop calls an order, when it says nothing better of who ordered.' }),
      checkoutToken: identifier.optional().meta({ description: 'What the shop calls a checkout.' }),
      cartToken: identifier.optional().meta({
        description: 'What the shop calls a cart: joins what was put in it to whoever checks out with it.',
      }),
      formerId: identifier.optional().meta({
        description: 'Another id of the same customer in the shop: the two become one.',
      }),
    },
    notAnObject('must be an object that names the customer, such as { "id": "c-42" }'),
  )
  .refine(names => identityKinds.some(kind => names[kind] !== undefined), {
    error: 'must name the customer by at least one of id, email, phone, anonymousId or a token',
  })
  .refine(({ id, formerId }) => formerId === undefined || id !== undefined, {
    error: 'must have an id beside formerId',
    path: ['formerId'],
  })

/** One event as a storefront posts it. Properties are checked against `propertySchemas` by `parseEvent`. */
export const postedEventSchema = z.strictObject({
  id: z.string().min(1, { error: 'must not be empty' }).max(200).refine(storable, { error: notStorable }),
  type: postedTypeSchema,
  occurredAt: z.iso.datetime({
    offset: true,
    error: 'must be an ISO 8601 time with zone, such as "2026-11-20T10:00:00Z"',
  }),
  customer: identifiersSchema,
  properties: z.record(z.string(), z.unknown(), notAnObject('must be an object')).default({}),
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

export type Parsed = { readonly event: Event } | { readonly faults: readonly Fault[] }

/**
 * The parser for events of one source that arrived at one time: gives each event in normal form, or every fault of it.
 * Pure. Runs for every event of the product, so it is kept fast: about 6 µs for a cart of three items.
 */
export function eventParser(source: string, receivedAt: Date): (raw: unknown) => Parsed {
  const receivedAtText = receivedAt.toISOString()
  return raw => {
    const envelope = parseFast(postedEventSchema, raw)
    const overLimits = propertiesOf(raw, limitFaults)
    if (!envelope.success || overLimits.length > 0)
      return { faults: allFaults(raw, envelope.error, overLimits) }
    const { id, type, customer, properties } = envelope.data
    const occurredAt = new Date(envelope.data.occurredAt)
    const wrongTime = timeFault(occurredAt, receivedAt)
    const faults = [
      ...(wrongTime ? [{ path: 'occurredAt', message: wrongTime }] : []),
      ...propertyFaults(type, properties),
    ]
    if (faults.length > 0) return { faults: faults.slice(0, maxFaults) }
    return {
      event: {
        source,
        id,
        type,
        occurredAt: occurredAt.toISOString(),
        receivedAt: receivedAtText,
        customer,
        // Whatever JSON.parse gave is JSON; walking it a second time to prove that would cost more than the rest.
        properties: properties as JsonObject,
      },
    }
  }
}

/** One event; for several of one source, `eventParser` is faster. */
export const parseEvent = (raw: unknown, source: string, receivedAt: Date): Parsed =>
  eventParser(source, receivedAt)(raw)

function propertyFaults(type: string, properties: unknown): Fault[] {
  // "constructor" is a possible type, and every object has one.
  if (!Object.hasOwn(propertySchemas, type)) return []
  const schema = propertySchemas[type]
  const checked = schema && parseFast(schema, properties)
  return checked?.success === false ? faultsOf(checked.error, ['properties']) : []
}

/** Also looks into the properties of an event whose envelope is wrong, so that nobody has to post it once per fault. */
function allFaults(
  raw: unknown,
  envelope: z.ZodError | undefined,
  overLimits: readonly LimitFault[],
): Fault[] {
  const { type } = (raw ?? {}) as { type?: unknown }
  const faults = [
    ...(envelope ? faultsOf(envelope, []) : []),
    ...overLimits.map(({ path, message }) => ({ path: ['properties', ...path].join('.'), message })),
    ...(typeof type === 'string' ? propertiesOf(raw, properties => propertyFaults(type, properties)) : []),
  ]
  return faults.slice(0, maxFaults)
}

function propertiesOf<T>(raw: unknown, look: (properties: object) => readonly T[]): readonly T[] {
  const { properties } = (raw ?? {}) as { properties?: unknown }
  return typeof properties === 'object' && properties !== null ? look(properties) : []
}

const faultsOf = (error: z.ZodError, prefix: readonly string[]): Fault[] =>
  error.issues.map(issue => ({
    path: [...prefix, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }))
