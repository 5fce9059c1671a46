// What a template can read of a claimed message, and for whom its filters write. Pure.
import type { Reader } from '../journeys/liquid/reader.js'
import { isAddressed } from '../model/channel.js'
import { addressOf } from '../model/customer.js'
import { placeOf, zoneOf } from '../model/time-zones.js'
import type { ClaimedMessage } from './claim-messages.js'
import { confirmUrl } from './confirm-link.js'
import type { Localized } from './localized.js'
import { preferencesUrlOf, unsubscribeUrlOf } from './unsubscribe-link.js'

/**
 * What conditions read, by the same paths: the trigger's properties at the top and as `data`, what steps have put out as
 * `steps.ID`. Our own words win over the trigger's.
 */
export function contextOf(claimed: ClaimedMessage, { locale, wanted }: Localized): Record<string, unknown> {
  const { customer, journey, data, outputs, id, stepId, channel, content } = claimed
  const { name, url, postalAddress, reason } = claimed.brand
  return {
    ...data,
    data: data ?? {},
    steps: outputs ?? {},
    customer: { ...customer.attributes, locale: wanted, email: customer.email, phone: customer.phone },
    brand: { name, url, postalAddress, reason, currency: content.settings.currency },
    journey: { id: journey.id, name: journey.name },
    message: { id, step: stepId, channel, locale },
    // Made only where a template reads it, and then once: a mail reads each several times, and signing takes its time.
    confirmUrl: once(() => confirmUrlOf(claimed)),
    unsubscribeUrl: () => unsubscribeUrlOf(claimed),
    preferencesUrl: () => preferencesUrlOf(claimed),
    // Also where there are none: what an event calls so is not ours.
    recommendations: claimed.recommendations ?? undefined,
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export function readerOf({ customer, content, brand }: ClaimedMessage, { format }: Localized): Reader {
  const { timeZone, currency } = content.settings
  return {
    locale: format,
    timeZone: zoneOf(placeOf(customer.attributes, customer.phone), timeZone),
    currency,
    shop: { url: brand.url, cartUrl: brand.cartUrl },
  }
}

function confirmUrlOf({ id, channel, customer, createdAt, data, content }: ClaimedMessage): string {
  const address = (isAddressed(channel) && addressOf(customer, channel)) || ''
  return confirmUrl(content.links, { messageId: id, channel, address, createdAt, data })
}
