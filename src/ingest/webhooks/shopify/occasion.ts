// From what a payload tells to events: their ids, their times and whom they are about.
import type { Identifiers } from '../../../model/customer.js'
import { timeFault } from '../../../model/event-limits.js'
import { type Fields, present } from '../fields.js'
import { phoneIn } from '../phone-in.js'
import type { PostedEvent, Webhook } from '../webhook.js'

/** A topic's events before they have ids. */
export interface Told extends Omit<PostedEvent, 'id'> {
  /** Where something is told again and again, such as a consent with every change of a customer: the same every time. */
  readonly id?: string
}

/** One event is named after its webhook, several are counted. The order they are told in never changes. */
export function withIds({ key }: Webhook, told: readonly Told[]): PostedEvent[] {
  const single = told.filter(({ id }) => id === undefined).length === 1
  let count = 0
  return told.map(event => ({ ...event, id: event.id ?? `shopify:${key}${single ? '' : `:${++count}`}` }))
}

/** The first of these times that can be meant, else when Shopify says that the webhook was triggered, else its arrival. */
export function happenedAt(webhook: Webhook, ...times: readonly (string | undefined)[]): string {
  const receivedAt = new Date(webhook.receivedAt)
  const possible = (time: string | undefined): time is string =>
    time !== undefined && timeFault(new Date(time), receivedAt) === undefined
  return times.find(possible) ?? triggeredAt(webhook, possible)
}

function triggeredAt({ triggeredAt, receivedAt }: Webhook, possible: (time: string) => boolean): string {
  const time = new Date(triggeredAt ?? receivedAt)
  return !Number.isNaN(time.getTime()) && possible(time.toISOString()) ? time.toISOString() : receivedAt
}

/** E.164. Never a phone of an address: that may be the doorbell of whoever gets the present. */
export function phoneOf(
  fields: Fields | undefined,
  name = 'phone',
  country?: string | undefined,
): string | undefined {
  const text = fields?.text(name, 40)
  return text && phoneIn(text, country)
}

export const namesOf = (names: { readonly [kind in keyof Identifiers]: string | undefined }): Identifiers =>
  present(names) as Identifiers

/** The country of the first of these addresses that tells one, by its ISO code. */
export function countryOf(...addresses: readonly (Fields | undefined)[]): string | undefined {
  for (const address of addresses) {
    const code = address?.text('country_code', 2)?.toUpperCase()
    if (code && /^[A-Z]{2}$/.test(code)) return code
  }
  return undefined
}

/** `"vip, b2b"` → `["vip", "b2b"]`. */
export const tagsOf = (fields: Fields): string[] | undefined => {
  const text = fields.text('tags', 16_000)
  const tags = text
    ?.split(',')
    .map(tag => tag.trim())
    .filter(Boolean)
  return tags && tags.length > 0 ? tags.slice(0, 250) : undefined
}
