// One message on its way out: claim, compose, send, record. Whatever happens, it leaves the message in a state from
// which the sweep or nobody goes on, and never in one from which it could be sent twice.
import { isAddressed } from '../model/channel.js'
import { addressOf } from '../model/customer.js'
import { mailboxDomain } from '../model/mailbox-domains.js'
import type { Logger } from '../platform/logger.js'
import type { ClaimedMessage } from './claim-messages.js'
import { type Composed, composeEmail, composeSms } from './compose.js'
import type { DispatchDesk } from './dispatch-desk.js'
import { topicOf } from './policy.js'
import type { Sender, Senders, SendResult } from './sender.js'
import { type Skip, settle } from './settlement.js'

export type Outcome = (SendResult | Skip)['kind']

export interface HandOverTools {
  readonly desk: DispatchDesk
  readonly senders: Senders
  readonly logger: Logger
  readonly onLinksReplaced?: (count: number) => void
}

/** null: there was nothing to do, because the message is gone, not due, refused, or another's. */
export async function handOver(tools: HandOverTools, messageId: string): Promise<Outcome | null> {
  const { desk } = tools
  const claimed = await desk.claim(messageId)
  if (!claimed) return null
  const { result, templateHash } = await send(tools, claimed)
  const settlement = settle(result, claimed.attempts, Math.random())
  const { id, token, channel, customer } = claimed
  const address = (isAddressed(channel) && addressOf(customer, channel)) || ''
  await desk.record({ ...settlement, id, token, channel, address, templateHash })
  return result.kind
}

interface Sent {
  readonly result: SendResult | Skip
  readonly templateHash: string | null
}

function send(tools: HandOverTools, claimed: ClaimedMessage): Promise<Sent> {
  switch (claimed.channel) {
    case 'email':
      return sendBy(tools, tools.senders.email, claimed, composeEmail)
    case 'sms':
      return sendBy(tools, tools.senders.sms, claimed, composeSms)
    case 'onsite':
      throw new Error('a message on the site is fetched, not sent: it has no job')
  }
}

async function sendBy<M>(
  tools: HandOverTools,
  sender: Sender<M> | null,
  claimed: ClaimedMessage,
  compose: (claimed: ClaimedMessage) => Composed<M>,
): Promise<Sent> {
  if (!sender) return { result: { kind: 'retry', reason: 'channel not set up' }, templateHash: null }
  const composed = compose(claimed)
  if ('failure' in composed)
    return { result: { kind: 'give_up', reason: composed.failure }, templateHash: null }
  if ('skip' in composed) return { result: { kind: 'skip', reason: composed.skip }, templateHash: null }
  tellOfLinks(tools, claimed, composed.replacedLinks)
  return {
    result: await guarded(tools, sender, claimed, composed),
    templateHash: composed.templateHash,
  }
}

/** Whoever can post events may try what links they can bring into messages. */
function tellOfLinks(
  { logger, onLinksReplaced }: HandOverTools,
  { id, template }: ClaimedMessage,
  count = 0,
): void {
  if (count === 0) return
  onLinksReplaced?.(count)
  logger.warn({ messageId: id, template, count }, 'links that the settings forbid now lead to the shop')
}

/** A sender that breaks its promise and throws: sure is only whether the mark was ever given. */
async function guarded<M>(
  { desk, logger }: HandOverTools,
  sender: Sender<M>,
  { id, token, journey, stepId, channel, customer, content }: ClaimedMessage,
  { message, shortLinks, sms }: Extract<Composed<M>, { readonly message: M }>,
): Promise<SendResult> {
  const topic = topicOf(journey, stepId)
  const { domains } = content.settings.reports ?? {}
  const domain = channel === 'email' ? mailboxDomain(addressOf(customer, channel) ?? '', domains) : null
  let marked = false
  try {
    return await sender.send(message, async () => {
      const granted = await desk.mark({ id, token, topic, domain, shortLinks, sms, again: marked })
      marked ||= granted
      return granted
    })
  } catch (error) {
    logger.error({ messageId: id, err: error }, 'the sender threw; that is a bug in it')
    return marked ? { kind: 'unknown', reason: 'sender failed' } : { kind: 'retry', reason: 'sender failed' }
  }
}
