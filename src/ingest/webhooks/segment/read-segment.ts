// What one of Segment's messages means: an event, under our names. Pure.
import { parseEvent } from '../../../model/event.js'
import { isObject, type JsonObject } from '../../../model/json.js'
import { currencyFrom, eventTypeOf, propertiesFor, textFrom } from '../../names/index.js'
import {
  type Meaning,
  mostEvents,
  type PostedEvent,
  type ReadWebhook,
  type Webhook,
  WebhookFault,
} from '../webhook.js'
import { withContext } from './context.js'
import { aliasNames, namesOf, withoutBuyer } from './names-of.js'
import { attributesOf } from './traits.js'
import { trueTime } from './true-time.js'

type Heard = { readonly type: string; readonly properties: readonly JsonObject[] }

export const readSegment: ReadWebhook = (webhook, body) => {
  if (!isObject(body)) throw new WebhookFault('a message must be an object')
  switch (webhook.topic) {
    case 'track':
      return meaning(webhook, body, tracked(body))
    case 'page':
    case 'screen':
      return meaning(webhook, body, viewed(body))
    case 'identify':
      return meaning(webhook, body, { type: 'customer_updated', properties: [attributesOf(body)] })
    case 'alias':
      return aliased(webhook, body)
    case 'group':
      return { ignored: 'a group call says nothing of the customer alone' }
    default:
      throw new WebhookFault(
        'a message of a batch must have a type: track, identify, alias, page, screen or group',
      )
  }
}

function tracked(message: JsonObject): Heard {
  const name = textFrom(message.event)
  if (name === undefined) throw new WebhookFault('a track call must name its event')
  const named = eventTypeOf(name)
  if ('fault' in named) throw new WebhookFault(named.fault)
  const { type } = named
  const theirs = withoutBuyer(type, isObject(message.properties) ? message.properties : {})
  const properties = propertiesFor(type, theirs, currencyFrom(message.defaultCurrency))
  // Each of its products is an event of its own, with everything that stands beside the list.
  if (properties.length > mostEvents)
    throw new WebhookFault(`${type}: must not list more than ${mostEvents} products`)
  return { type, properties: properties.map(one => withContext(type, one, message)) }
}

const viewed = (message: JsonObject): Heard => ({
  type: 'page_viewed',
  properties: propertiesFor('page_viewed', pageOf(message)).map(one =>
    withContext('page_viewed', one, message),
  ),
})

function pageOf(message: JsonObject): JsonObject {
  const context = isObject(message.context) ? message.context : {}
  return {
    ...(isObject(context.page) && context.page),
    ...(isObject(message.properties) && message.properties),
    ...(typeof message.name === 'string' && { name: message.name }),
    ...(typeof message.category === 'string' && { category: message.category }),
  }
}

function aliased(webhook: Webhook, message: JsonObject): Meaning {
  const customer = aliasNames(message)
  if (!customer) return { ignored: 'an alias call without two names of one user' }
  return meaning(webhook, message, { type: 'customer_merged', properties: [{}] }, customer)
}

function meaning(
  webhook: Webhook,
  message: JsonObject,
  { type, properties }: Heard,
  customer = namesOf(message, type),
): Meaning {
  const receivedAt = new Date(webhook.receivedAt)
  const occurredAt = trueTime(message, receivedAt)
  const id = `segment:${webhook.key}`
  const events = properties.map(
    (one, n): PostedEvent => ({
      id: properties.length === 1 ? id : `${id}:${n + 1}`,
      type,
      occurredAt,
      customer,
      properties: one,
    }),
  )
  for (const event of events) check(event, webhook.source, receivedAt)
  return { events }
}

/** The door's own parser decides; here its words get a hint where somebody can do something about it. */
function check(event: PostedEvent, source: string, receivedAt: Date): void {
  const parsed = parseEvent(event, source, receivedAt)
  if ('event' in parsed) return
  const faults = parsed.faults.map(({ path, message }) => `${path}: ${hints.get(path) ?? message}`)
  throw new WebhookFault(`${event.type}: ${faults.join('; ')}`)
}

const hints: ReadonlyMap<string, string> = new Map([
  [
    'properties.order.currency',
    'is missing; send "currency" with the order, or add ?currency=EUR (or yours) to the URL for all that come without',
  ],
  ['properties.order.total', 'is missing; send "total", "revenue" or "value" with the order, as a number'],
  ['properties.order.id', 'is missing; send "order_id" (or "transaction_id") with the order'],
  ['customer', 'nobody is named; send "userId" or "anonymousId"'],
])
