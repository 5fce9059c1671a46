// What events of known types carry. Says nothing about types it does not list, nor about properties it does not name.
import { z } from 'zod'
import { channelSchema } from './channel.js'
import { amountSchema, currencySchema } from './money.js'
import { topicSchema } from './topic.js'

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
const product = z.looseObject({ productId: z.string().min(1), price: amountSchema.optional() })
const withProduct = z.looseObject({ product: product.optional() })
const ofProduct = z.looseObject({ product })
const aboutTopic = z.looseObject({ topic: topicSchema.optional() })

const name = z.string().min(1)
const ofSegment = z.looseObject({ segment: name })
const ofAudit = z.looseObject({ area: name, code: name, subject: z.string(), severity: name })

/** What the properties of a known type must look like. More properties are always allowed. */
export const propertySchemas: Readonly<Record<string, z.ZodType>> = {
  product_viewed: withProduct,
  product_added: withCart,
  product_removed: withCart,
  product_wished: withProduct,
  cart_viewed: withCart,
  cart_updated: withCart,
  checkout_started: withCart,
  checkout_updated: withCart,
  order_completed: withOrder,
  order_updated: withOrder,
  order_paid: withOrder,
  order_fulfilled: withOrder,
  price_dropped: ofProduct,
  back_in_stock: ofProduct,
  consent_requested: z.looseObject({ channel: channelSchema, topic: topicSchema.optional() }),
  consent_changed: z.looseObject({
    channel: channelSchema,
    status: z.enum(['subscribed', 'unsubscribed']),
    topic: topicSchema.optional(),
    method: z.enum(['single', 'double']).optional(),
  }),
  email_unsubscribed: aboutTopic,
  sms_unsubscribed: aboutTopic,
  email_bounced: z.looseObject({ kind: z.enum(['hard', 'soft']) }),
  segment_entered: ofSegment,
  segment_left: ofSegment,
  date_reached: z.looseObject({ journey: name, trigger: z.int().nonnegative(), date: z.unknown() }),
  // And beside the journey whatever the caller has said.
  journey_called: z.looseObject({ journey: name }),
  webhook_answered: z.looseObject({
    enrollment: z.uuid(),
    step: name,
    pass: z.int().nonnegative(),
    status: z.int(),
    body: z.unknown(),
  }),
  audit_failed: ofAudit,
  audit_recovered: ofAudit,
}
