// What an event says about consent: per channel and topic, by the time it was said, not the time it arrived. Pure.
import type { Channel, ConsentState } from '../model/channel.js'
import { topicConsent } from '../model/consent.js'
import type { Customer } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import { idFrom } from '../model/ids.js'
import type { JsonObject } from '../model/json.js'
import { saidAt } from './said-at.js'

type Answer = Exclude<ConsentState, 'unknown'>

/** One word of a customer, with its evidence, whether or not it changed anything. */
export interface ConsentChange {
  readonly customerId: string
  readonly channel: Channel
  /** null: the channel as a whole. */
  readonly topic: string | null
  /** requested: asked for, and not confirmed by it. */
  readonly status: Answer | 'requested'
  readonly method: 'single' | 'double'
  readonly source: string
  readonly eventId: string
  readonly changedAt: Date
  readonly evidence: JsonObject
}

/** As it was written down: what a rule has made of it is not decided again. */
export type ConsentWord = Pick<ConsentChange, 'channel' | 'topic' | 'status' | 'changedAt'>

export const withWord = (customer: Customer, word: ConsentWord): Customer =>
  isNews(customer, word, word.changedAt.getTime()) ? withConsent(customer, word) : customer

export interface ConsentRules {
  /** Channels on which nobody is subscribed before they have confirmed it. */
  readonly doubleOptIn?: readonly Channel[] | undefined
}

export interface Said {
  readonly customer: Customer
  readonly change: ConsentChange
  /** The event that asks for a confirmation, where the word does not count without one. */
  readonly request: Event | null
}

/** null: the event says nothing about consent. */
export function consentSaid(before: Customer, event: Event, rules: ConsentRules): Said | null {
  const word = wordOf(event)
  if (!word) return null
  const method = event.properties.method === 'double' ? 'double' : 'single'
  const isRequest = word.status === 'requested'
  const mustAsk =
    word.status === 'subscribed' && method === 'single' && rules.doubleOptIn?.includes(word.channel) === true
  const change: ConsentChange = {
    customerId: before.id,
    ...word,
    ...(mustAsk && { status: 'requested' }),
    method,
    source: event.source,
    eventId: event.id,
    changedAt: new Date(saidAt(event)),
    evidence: event.properties,
  }
  if (isRequest || !isNews(before, word, change.changedAt.getTime()))
    return { customer: before, change, request: null }
  if (!mustAsk) return { customer: withConsent(before, change), change, request: null }
  const isKnown = stateOf(before, word)?.status === 'subscribed'
  return { customer: before, change, request: isKnown ? null : requestOf(event) }
}

interface Word {
  readonly channel: Channel
  readonly topic: string | null
  readonly status: Answer | 'requested'
}

// A map: a custom event may be called "constructor".
const withdrawals: ReadonlyMap<string, Channel> = new Map([
  ['email_unsubscribed', 'email'],
  ['email_complained', 'email'],
  ['sms_unsubscribed', 'sms'],
])

function wordOf({ type, properties }: Event): Word | null {
  const withdrawn = withdrawals.get(type)
  // Whoever complains wants nothing of the channel any more.
  if (withdrawn)
    return {
      channel: withdrawn,
      topic: type === 'email_complained' ? null : topicOf(properties),
      status: 'unsubscribed',
    }
  if (type !== 'consent_changed' && type !== 'consent_requested') return null
  // The event's schema has checked both.
  const channel = properties.channel as Channel
  const status = type === 'consent_requested' ? 'requested' : (properties.status as Answer)
  return { channel, topic: topicOf(properties), status }
}

const topicOf = ({ topic }: JsonObject): string | null => (typeof topic === 'string' ? topic : null)

/** What was last said about the same thing, and when; of a yes of old, not when. */
function stateOf(
  customer: Customer,
  { channel, topic }: Pick<Word, 'channel' | 'topic'>,
): { status: ConsentState; at: number | undefined } | undefined {
  if (topic !== null) return topicConsent(customer, channel, topic)
  return { status: customer.consent[channel], at: customer.consentAt[channel]?.getTime() }
}

/** Of two words at the same moment, no wins. */
function isNews(customer: Customer, word: Word, at: number): boolean {
  const lastAt = stateOf(customer, word)?.at
  return lastAt === undefined || at > lastAt || (at === lastAt && word.status === 'unsubscribed')
}

function withConsent(customer: Customer, { channel, topic, status, changedAt }: ConsentWord): Customer {
  if (status === 'requested') return customer
  if (topic === null)
    return {
      ...customer,
      consent: { ...customer.consent, [channel]: status },
      consentAt: { ...customer.consentAt, [channel]: changedAt },
    }
  const topics = { ...customer.topics[channel], [topic]: { status, at: changedAt.getTime() } }
  return { ...customer, topics: { ...customer.topics, [channel]: topics } }
}

/** Named after its cause, so that what is decided again asks once. */
function requestOf({ source, id, occurredAt, receivedAt, properties }: Event): Event {
  const { status: _, method: __, ...asked } = properties
  return {
    source: ownSource,
    id: idFrom('consent_requested', source, id),
    type: 'consent_requested',
    occurredAt,
    receivedAt,
    customer: {},
    properties: asked,
  }
}
