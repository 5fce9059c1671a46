// Part of a customer becomes another's: what each of the two is known by afterwards. Only what the part has told goes over;
// all else stays as it was, also where the events that told it have been deleted since. Pure. Moves no rows and no names.
import { type Channel, channels } from '../model/channel.js'
import { type TopicConsent, topicConsent } from '../model/consent.js'
import type { Customer } from '../model/customer.js'
import type { Event } from '../model/event.js'
import type { JsonObject } from '../model/json.js'
import { withAttributes } from './change-attributes.js'
import { type ConsentWord, withWord } from './change-consent.js'
import { blankCustomer } from './customer-store.js'
import { mergeCustomers } from './merge-customers.js'

/** What somebody has told of themselves, in the order of arrival. */
export interface Words {
  readonly updates: readonly Event[]
  readonly consents: readonly ConsentWord[]
}

/** `stays`: the words that are still `from`'s. */
export function divideCustomer(
  { from, into }: { readonly from: Customer; readonly into: Customer },
  moved: Words,
  stays: Words,
): { readonly from: Customer; readonly into: Customer } {
  const part = toldBy(into.id, moved)
  const rest = toldBy(from.id, stays)
  const divided = channels.reduce(
    (customer, channel) => withoutConsents(customer, channel, { part, rest, moved, stays }),
    from,
  )
  return {
    from: { ...divided, ...withoutAttributes(from, part, rest), suppressed: {} },
    into: mergeCustomers(into, part),
  }
}

function toldBy(id: string, { updates, consents }: Words): Customer {
  return consents.reduce(withWord, updates.reduce(withAttributes, blankCustomer(id)))
}

interface Division {
  readonly part: Customer
  readonly rest: Customer
  readonly moved: Words
  readonly stays: Words
}

function withoutConsents(from: Customer, channel: Channel, division: Division): Customer {
  const { part, rest } = division
  const customer = goesBack(from.consent[channel], null, channel, division)
    ? { ...from, ...consentOf(from, rest, channel) }
    : from
  const topics: Record<string, TopicConsent> = { ...customer.topics[channel] }
  for (const topic of Object.keys(part.topics[channel] ?? {})) {
    if (!goesBack(topicConsent(from, channel, topic)?.status, topic, channel, division)) continue
    const left = topicConsent(rest, channel, topic)
    if (left) topics[topic] = left
    else delete topics[topic]
  }
  const isTold = Object.keys(part.topics[channel] ?? {}).length > 0
  return isTold ? { ...customer, topics: { ...customer.topics, [channel]: topics } } : customer
}

/**
 * Whether what is left to say about it is said by the rest: where the part has spoken of it, unless that would make a yes
 * of a no that may be the rest's own.
 */
function goesBack(
  status: string | undefined,
  topic: string | null,
  channel: Channel,
  { moved, stays }: Division,
): boolean {
  const about = (word: ConsentWord): boolean =>
    word.channel === channel && word.topic === topic && word.status !== 'requested'
  const isNo = (word: ConsentWord): boolean => about(word) && word.status === 'unsubscribed'
  if (!moved.consents.some(about)) return false
  return status !== 'unsubscribed' || (moved.consents.some(isNo) && !stays.consents.some(isNo))
}

function consentOf(
  { consent, consentAt }: Customer,
  rest: Customer,
  channel: Channel,
): Pick<Customer, 'consent' | 'consentAt'> {
  const { [channel]: _, ...others } = consentAt
  const at = rest.consentAt[channel]
  return {
    consent: { ...consent, [channel]: rest.consent[channel] },
    consentAt: { ...others, ...(at && { [channel]: at }) },
  }
}

/** Where the part's word was the last one, the rest's counts again. */
function withoutAttributes(
  from: Customer,
  part: Customer,
  rest: Customer,
): Pick<Customer, 'attributes' | 'attributesAt'> {
  const attributes: JsonObject = { ...from.attributes }
  const attributesAt: Record<string, number> = { ...from.attributesAt }
  for (const [name, at] of Object.entries(part.attributesAt)) {
    if (attributesAt[name] !== at) continue
    delete attributes[name]
    delete attributesAt[name]
    if (Object.hasOwn(rest.attributesAt, name)) attributesAt[name] = rest.attributesAt[name]!
    if (Object.hasOwn(rest.attributes, name)) attributes[name] = rest.attributes[name]!
  }
  return { attributes, attributesAt }
}
