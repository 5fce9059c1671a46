// Whom a message is about. Pure. A name that cannot be one is left out: it must not cost the event.
import type { Identifiers } from '../../../model/customer.js'
import { isObject, type JsonObject } from '../../../model/json.js'
import { textFrom } from '../../names/index.js'
import { emailFrom } from '../email-in.js'
import { phoneIn } from '../phone-in.js'
import { countryOf, traitsOf } from './traits.js'

/** Events whose own properties tell the address of whoever does them, and of nobody else. */
const ofTheBuyer = /^(checkout_|order_|payment_)/

export function namesOf(message: JsonObject, type: string): Identifiers {
  const properties = isObject(message.properties) && ofTheBuyer.test(type) ? message.properties : {}
  const traits = { ...properties, ...traitsOf(message) }
  const id = textFrom(message.userId)
  const anonymousId = textFrom(message.anonymousId)
  const email = emailFrom(traits.email) ?? emailFrom(id)
  const phone = textFrom(traits.phone)
  const number = phone === undefined ? undefined : phoneIn(phone, countryOf(traits))
  return {
    ...(id !== undefined && { id }),
    ...(email !== undefined && { email }),
    ...(number !== undefined && { phone: number }),
    ...(anonymousId !== undefined && { anonymousId }),
  }
}

/** Whom `namesOf` has read from the properties need not stand there once more. */
export function withoutBuyer(type: string, properties: JsonObject): JsonObject {
  if (!ofTheBuyer.test(type)) return properties
  const { email: _email, phone: _phone, ...rest } = properties
  return rest
}

/** Two ids that are one person; undefined where the message says nothing of the kind. */
export function aliasNames(message: JsonObject): Identifiers | undefined {
  const names = namesOf(message, 'customer_merged')
  const previous = textFrom(message.previousId)
  if (previous === undefined) return names.id && names.anonymousId ? names : undefined
  if (names.id === undefined || previous === names.id) return undefined
  const isAnonymous = previous === names.anonymousId || uuid.test(previous)
  return isAnonymous ? { ...names, anonymousId: previous } : { ...names, formerId: previous }
}

/** Segment's libraries make anonymous ids like that. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
