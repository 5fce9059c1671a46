// A sender without a provider: keeps what it was given, and fails on demand. The third member of the contract suite.

import type { MarkOnWire, Sender, SendResult } from '../../src/dispatch/index.js'
import type { Channel } from '../../src/model/channel.js'

export interface MemorySender<M> extends Sender<M> {
  /** What went out, oldest first; also what was then answered with `unknown`. */
  readonly outbox: M[]
  /** What the provider answers from now on. Default: it takes everything. */
  answer: (message: M) => SendResult | Promise<SendResult>
  /** Runs before the mark: what happens between claim and wire. */
  beforeMark: (message: M) => Promise<void>
}

export function memorySender<M extends { readonly id: string }>(channel: Channel): MemorySender<M> {
  const sender: MemorySender<M> = {
    channel,
    outbox: [],
    answer: message => ({ kind: 'sent', providerId: message.id }),
    beforeMark: async () => {},
    async send(message: M, markOnWire: MarkOnWire): Promise<SendResult> {
      await sender.beforeMark(message)
      const mark = await markOnWire().catch(() => null)
      if (mark === null) return { kind: 'retry', reason: 'mark failed' }
      if (!mark) return { kind: 'not_sent' }
      const result = await sender.answer(message)
      if (result.kind === 'sent' || result.kind === 'unknown') sender.outbox.push(message)
      return result
    },
    close: async () => {},
  }
  return sender
}
