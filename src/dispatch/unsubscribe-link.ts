// The links of a message by which its reader gets no more, or chooses what to get. Pure.
import { addressMark, signLink } from '../links/index.js'
import { type Channel, isAddressed } from '../model/channel.js'
import { addressOf } from '../model/customer.js'
import type { ClaimedMessage } from './claim-messages.js'
import { topicOf } from './policy.js'

/**
 * The law wants 30 days after the mail (CAN-SPAM), mail providers 60; a mail is found again and unsubscribed from long after
 * that. What the link needs is in it, so that it outlives the message.
 */
export const unsubscribeWithinMs = 400 * 86_400_000

/** What the links are made of. */
export type Unsubscribable = Pick<
  ClaimedMessage,
  'id' | 'channel' | 'customerId' | 'customer' | 'journey' | 'stepId' | 'createdAt' | 'content'
>

/**
 * `https://…/u/TOKEN`: to open it asks, to post to it unsubscribes at once from what the message is about. The same for every
 * attempt. null where there is no address that links could lead to, and for messages on the site.
 */
export function unsubscribeUrlOf(claimed: Unsubscribable): string | null {
  const token = unsubscribeTokenOf(claimed)
  return token === null ? null : `${claimed.content.links?.publicUrl}/u/${token}`
}

/** `https://…/u/TOKEN/preferences`: what the reader wants to get, by channel and topic. null as above. */
export function preferencesUrlOf(claimed: Unsubscribable): string | null {
  const url = unsubscribeUrlOf(claimed)
  return url === null ? null : `${url}/preferences`
}

/** Signing takes its time, and a mail has the token in its texts, in its headers, and in more than one of each. */
const made = new WeakMap<Unsubscribable, string>()

/** What is in those links, for a mail that unsubscribes. */
export function unsubscribeTokenOf(claimed: Unsubscribable): string | null {
  const { channel, content } = claimed
  if (!content.links || !isAddressed(channel)) return null
  const token = made.get(claimed) ?? signed(claimed, channel, content.links.key)
  made.set(claimed, token)
  return token
}

function signed(claimed: Unsubscribable, channel: Channel, key: Buffer): string {
  const { id, customerId, customer, journey, stepId, createdAt } = claimed
  return signLink(key, {
    use: 'unsubscribe',
    messageId: id,
    channel,
    topic: topicOf(journey, stepId) ?? null,
    mark: addressMark(key, channel, addressOf(customer, channel) ?? ''),
    expiresAt: new Date(createdAt.getTime() + unsubscribeWithinMs),
    customerId,
  })
}
