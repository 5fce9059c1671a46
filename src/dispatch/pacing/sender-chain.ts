// All senders of a channel as one: the first that has room and works gets the message, the next only when the one before
// surely did not take it. Never tries a second one after an answer that leaves that open.
import type { Channel } from '../../model/channel.js'
import type { NamedSender } from '../named-sender.js'
import type { Sender, SendResult } from '../sender.js'
import { admissions } from './admissions.js'
import type { PacedMessage } from './limits.js'
import { type NoRoom, type PacedSender, type PacingTools, pacedSender } from './paced-sender.js'

/** `named` in the order in which they stand in for each other; each asks for the mark anew, since trying takes time. */
export function senderChain<M extends PacedMessage & { readonly id: string }>(
  channel: Channel,
  named: readonly NamedSender<M>[],
  tools: PacingTools,
): Sender<M> {
  const senders = named.map(one => pacedSender(channel, one, tools))
  const door = admissions(senders, tools)
  return {
    channel,
    admit: door.admit,
    async send(message, markOnWire) {
      const onRoom = () => door.decided(message.id)
      const result = await tryEach(senders, sender => sender.attempt(message, markOnWire, onRoom))
      return 'name' in result ? { kind: 'defer', ...(await deferral(result, tools)) } : result
    },
    close: async () => void (await Promise.all(senders.map(sender => sender.close()))),
  }
}

interface Refusal {
  readonly name: string
  readonly refusal: NoRoom
}

async function tryEach<M>(
  senders: readonly PacedSender<M>[],
  attempt: (sender: PacedSender<M>) => Promise<SendResult | NoRoom>,
): Promise<SendResult | Refusal> {
  const refusals: Refusal[] = []
  let failed: SendResult | null = null
  for (const sender of senders) {
    const result = await attempt(sender)
    if (result.kind === 'no_room') refusals.push({ name: sender.name, refusal: result })
    else if (result.kind === 'retry' && result.about === 'sender') failed ??= result
    // Taken back since the one before was tried, which is what there is to record.
    else if (result.kind === 'not_sent' && failed) return failed
    else return by(sender.name, result)
  }
  const [soonest] = refusals.sort((a, b) => a.refusal.waitMs - b.refusal.waitMs)
  // Where one was tried in vain and no other has room only because it is down, it was an attempt.
  if (failed && refusals.every(({ refusal }) => refusal.reason === 'sender_down')) return failed
  return soonest ?? failed ?? { kind: 'retry', reason: 'no sender' }
}

const by = (sender: string, result: SendResult): SendResult =>
  result.kind === 'sent' || result.kind === 'unknown' ? { ...result, sender } : result

async function deferral({ name, refusal }: Refusal, { onDeferred }: PacingTools) {
  onDeferred?.(name, refusal.reason)
  return { reason: refusal.reason, afterMs: Math.ceil(await refusal.returnAfterMs()) }
}
