// A chain of senders whose answers a test gives, without Redis: tokens are there or not, and no time passes by itself.
import type { MarkOnWire, Sender, SendResult } from '../../../../src/dispatch/index.js'
import type { NamedSender } from '../../../../src/dispatch/named-sender.js'
import type { PacingTools } from '../../../../src/dispatch/pacing/paced-sender.js'
import { senderChain } from '../../../../src/dispatch/pacing/sender-chain.js'
import type { TokenTake } from '../../../../src/platform/queue/index.js'

export interface ChainMessage {
  readonly id: string
  readonly to: string
  readonly category: 'marketing' | 'transactional'
}

export interface Link {
  readonly name: string
  /** Its rate leaves no room, for ten seconds. */
  readonly full?: boolean
  readonly send: (message: ChainMessage, markOnWire: MarkOnWire) => Promise<SendResult>
}

export const aMessage = (change: Partial<ChainMessage> = {}): ChainMessage => ({
  id: 'm-1',
  to: 'ann@example.com',
  category: 'marketing',
  ...change,
})

export function aChain(links: readonly Link[], change: Partial<PacingTools> = {}): Sender<ChainMessage> {
  const full = new Set(links.filter(link => link.full).map(({ name }) => `email-${name}`))
  const tools: PacingTools = {
    tokens: {
      takeTokens: async (group, [limit]): Promise<TokenTake> => {
        const isReturn = limit?.name.endsWith(':return')
        return full.has(group) && !isReturn
          ? { taken: false, limit: 0, waitMs: 10_000 }
          : { taken: true, aheadMs: 0 }
      },
    },
    stopwatch: () => 0,
    pause: async () => {},
    chance: () => 0,
    ...change,
  }
  return senderChain('email', links.map(namedSender), tools)
}

const namedSender = ({ name, full, send }: Link): NamedSender<ChainMessage> => ({
  name,
  kind: 'http',
  sender: { channel: 'email', send, close: async () => {} },
  ...(full && { rate: { max: 1, per: '10s' } }),
})
