// What a message's context adds to its event: the page, the campaign, and for consents where it was given. Pure.
import { isObject, type JsonObject } from '../../../model/json.js'

const pageFields = ['url', 'path', 'title', 'referrer'] as const
const campaignFields = ['name', 'source', 'medium', 'term', 'content'] as const
/** Only these keep an address of the network: it is the evidence of what somebody said. */
const consents = /^(consent_|email_unsubscribed$|sms_unsubscribed$)/

/** What the event itself says counts more. */
export function withContext(type: string, properties: JsonObject, message: JsonObject): JsonObject {
  const context = isObject(message.context) ? message.context : {}
  const page = texts(context.page, pageFields)
  const campaign = texts(context.campaign, campaignFields)
  return {
    ...(page && type !== 'customer_updated' && { page }),
    ...(campaign && type !== 'customer_updated' && { campaign }),
    ...(consents.test(type) && typeof context.ip === 'string' && { ip: context.ip }),
    ...properties,
  }
}

function texts(value: unknown, fields: readonly string[]): JsonObject | undefined {
  if (!isObject(value)) return undefined
  const found = fields.filter(field => typeof value[field] === 'string' && value[field] !== '')
  return found.length > 0 ? Object.fromEntries(found.map(field => [field, value[field] ?? null])) : undefined
}
