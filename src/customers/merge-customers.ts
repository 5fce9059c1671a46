// Two customers who turn out to be one: what is known of them together. Pure. Moves no rows and no names.
import { type Channel, type ConsentState, channels } from '../model/channel.js'
import type { TopicConsent } from '../model/consent.js'
import { addressOf, type Customer } from '../model/customer.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import { withAddress } from './change-addresses.js'

/**
 * The winner, with what the loser adds. Consents per channel and topic: a no beats a yes, whoever said it later; nothing
 * said says nothing. Attributes: the later word. Addresses: the winner's, and where there is none the loser's. What closes
 * an address is dropped, because it has to be read anew.
 */
export function mergeCustomers(winner: Customer, loser: Customer): Customer {
  const merged = channels.reduce((customer, channel) => withConsentOf(customer, loser, channel), winner)
  const addressed = channels.reduce((customer, channel) => withAddressOf(customer, loser, channel), merged)
  return { ...addressed, ...attributesOf(winner, loser), suppressed: {} }
}

function withConsentOf(customer: Customer, loser: Customer, channel: Channel): Customer {
  const status = stricter(customer.consent[channel], loser.consent[channel])
  const at = later(customer.consentAt[channel]?.getTime(), loser.consentAt[channel]?.getTime())
  const topics = mergedTopics(customer.topics[channel] ?? {}, loser.topics[channel] ?? {})
  return {
    ...customer,
    consent: { ...customer.consent, [channel]: status },
    ...(at !== undefined && { consentAt: { ...customer.consentAt, [channel]: new Date(at) } }),
    ...(Object.keys(topics).length > 0 && { topics: { ...customer.topics, [channel]: topics } }),
  }
}

type Topics = Readonly<Record<string, TopicConsent>>

function mergedTopics(mine: Topics, theirs: Topics): Topics {
  const merged: Record<string, TopicConsent> = { ...mine }
  for (const [topic, consent] of Object.entries(theirs)) {
    const known = Object.hasOwn(mine, topic) ? mine[topic] : undefined
    merged[topic] = known ? stricterTopic(known, consent) : consent
  }
  return merged
}

const stricterTopic = (one: TopicConsent, other: TopicConsent): TopicConsent => ({
  status: one.status === 'unsubscribed' ? one.status : other.status,
  at: Math.max(one.at, other.at),
})

const ranks: readonly ConsentState[] = ['unknown', 'subscribed', 'unsubscribed']
const stricter = (one: ConsentState, other: ConsentState): ConsentState =>
  ranks[Math.max(ranks.indexOf(one), ranks.indexOf(other))]!

const later = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.max(one, other)

function withAddressOf(customer: Customer, loser: Customer, channel: Channel): Customer {
  const address = addressOf(loser, channel)
  if (address === null || addressOf(customer, channel) !== null) return customer
  return withAddress(customer, channel, address, loser.addressAt[channel])
}

function attributesOf(winner: Customer, loser: Customer): Pick<Customer, 'attributes' | 'attributesAt'> {
  const attributes: JsonObject = { ...winner.attributes }
  const attributesAt: Record<string, number> = { ...winner.attributesAt }
  for (const name of new Set([...Object.keys(loser.attributes), ...Object.keys(loser.attributesAt)])) {
    const [mine, theirs] = [wordOf(winner, name), wordOf(loser, name)]
    if (mine && (mine.at > theirs!.at || (mine.at === theirs!.at && !goesFirst(theirs!.value, mine.value))))
      continue
    if (theirs!.value === null) delete attributes[name]
    else attributes[name] = theirs!.value
    if (Number.isFinite(theirs!.at)) attributesAt[name] = theirs!.at
  }
  return { attributes, attributesAt }
}

/** What is known of an attribute, null being that it was taken away; undefined where nothing was ever said. */
function wordOf({ attributes, attributesAt }: Customer, name: string) {
  const isTimed = Object.hasOwn(attributesAt, name)
  if (!isTimed && !Object.hasOwn(attributes, name)) return undefined
  const value = Object.hasOwn(attributes, name) ? attributes[name]! : null
  return { value, at: isTimed ? attributesAt[name]! : Number.NEGATIVE_INFINITY }
}

/**
 * Of two values told for the same moment one wins, whoever is the winner, because nobody knows which arrived later: none at
 * all, or the one further on in order.
 */
function goesFirst(value: JsonValue, other: JsonValue): boolean {
  if (value === null || other === null) return value === null && other !== null
  return orderOf(value) > orderOf(other)
}

/** PostgreSQL gives the names of an object back in another order. */
const orderOf = (value: JsonValue): string =>
  JSON.stringify(value, (_, inner: JsonValue) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
