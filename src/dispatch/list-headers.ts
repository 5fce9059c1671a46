// The headers by which mail programs show a button to unsubscribe (RFC 2369, RFC 8058), and by which lists and complaints
// are told apart. Pure.
import type { ClaimedMessage } from './claim-messages.js'
import { topicOf } from './policy.js'
import { unsubscribeTokenOf, unsubscribeUrlOf } from './unsubscribe-link.js'

/** None for what belongs to an order. All of them are to be under the DKIM signature. */
export function listHeaders(claimed: ClaimedMessage): Readonly<Record<string, string>> {
  const { category, journey, stepId, brand } = claimed
  const url = category === 'marketing' ? unsubscribeUrlOf(claimed) : null
  if (url === null) return {}
  const domain = brand.email.from.split('@').at(-1)!.toLowerCase()
  return {
    'List-Unsubscribe': [url, ...mailto(claimed)].map(address => `<${address}>`).join(', '),
    // The RFC allows it with HTTPS alone.
    ...(url.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    // What the button is about: a topic, or all marketing.
    'List-Id': `<${labelOf(topicOf(journey, stepId) ?? 'marketing')}.${domain}>`,
    'Feedback-ID': `${journey.id}:${stepId}:marketing:${senderIdOf(domain)}`,
  }
}

function mailto(claimed: ClaimedMessage): string[] {
  const mailbox = claimed.brand.email.unsubscribe
  return mailbox === undefined
    ? []
    : [`mailto:${mailbox}?subject=unsubscribe%20${unsubscribeTokenOf(claimed)}`]
}

/** A part of a domain name has no underscore. */
const labelOf = (name: string): string => name.replaceAll('_', '-')

/** Gmail groups complaints by the last of the four, and wants 5 to 15 characters that stay the same. */
const senderIdOf = (domain: string): string => domain.replace(/[^a-z0-9]/g, '').slice(-15)
