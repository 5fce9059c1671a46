// Who a resource of WooCommerce is about. An address or number that cannot be one is left out: people mistype them, and the
// rest is still worth knowing.
import type { Identifiers } from '../../../model/customer.js'
import { emailIn } from '../email-in.js'
import type { Fields } from '../fields.js'
import { phoneIn } from '../phone-in.js'
import type { Webhook } from '../webhook.js'

/** Users are counted 1, 2, 3 in every shop, so that the source is part of their id. 0 is a guest. */
export function userId({ source }: Webhook, fields: Fields, name: string): string | undefined {
  const id = fields.id(name)
  return id === undefined ? undefined : `${source}:${id}`
}

/** The same for everything that is said about one order. */
export const orderToken = ({ source }: Webhook, orderId: string): string => `${source}:${orderId}`

/** The first of these that can be used. Never of a delivery address: that may be whoever gets the present. */
export function addressesOf(...people: readonly (Fields | undefined)[]): Identifiers {
  const email = first(people, person => emailIn(person))
  const phone = first(people, person => phoneOf(person))
  return { ...(email && { email }), ...(phone && { phone }) }
}

export const countryOf = (person: Fields | undefined): string | undefined => {
  const country = person?.text('country')?.toUpperCase()
  return country && /^[A-Z]{2}$/.test(country) ? country : undefined
}

function first<T>(people: readonly (Fields | undefined)[], pick: (person: Fields) => T | undefined) {
  for (const person of people) {
    const found = person && pick(person)
    if (found !== undefined) return found
  }
  return undefined
}

function phoneOf(person: Fields): string | undefined {
  const phone = person.text('phone')
  return phone && phoneIn(phone, countryOf(person))
}
