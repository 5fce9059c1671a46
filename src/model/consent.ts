// What a customer allows: by channel, and within a channel by topic, such as "newsletter". Pure.
import type { Channel, ConsentState } from './channel.js'

/** What was last said about a topic. `at`: when, in milliseconds since 1970, by the event's own time. */
export interface TopicConsent {
  readonly status: Exclude<ConsentState, 'unknown'>
  readonly at: number
}

/** By channel and topic; a topic nothing was said about has no entry. */
export type TopicConsents = Readonly<Partial<Record<Channel, Readonly<Record<string, TopicConsent>>>>>

export interface Consents {
  readonly consent: Readonly<Record<Channel, ConsentState>>
  readonly topics: TopicConsents
}

/** What was said about the topic itself, whatever holds for its channel. */
export function topicConsent({ topics }: Pick<Consents, 'topics'>, channel: Channel, topic: string) {
  const known = topics[channel]
  // A topic may be called "constructor".
  return known && Object.hasOwn(known, topic) ? known[topic] : undefined
}

/**
 * Whether the customer may be written to on the channel about the topic: a closed channel closes all its topics;
 * otherwise a topic goes by its own word, and one nothing was said about by the channel's.
 */
export function effectiveConsent(customer: Consents, channel: Channel, topic?: string): ConsentState {
  const ofChannel = customer.consent[channel]
  if (topic === undefined || ofChannel === 'unsubscribed') return ofChannel
  return topicConsent(customer, channel, topic)?.status ?? ofChannel
}
