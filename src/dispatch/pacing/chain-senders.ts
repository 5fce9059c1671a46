// From the senders that are set up to one per channel, with real clocks and what the operator sees of them.
import { setTimeout as pause } from 'node:timers/promises'
import type { Channel } from '../../model/channel.js'
import type { Logger } from '../../platform/logger.js'
import type { Broker } from '../../platform/queue/index.js'
import type { NamedSender } from '../named-sender.js'
import type { Senders } from '../sender.js'
import type { NamedSenders } from '../senders-from.js'
import type { PacedMessage } from './limits.js'
import type { NoRoom, PacingTools } from './paced-sender.js'
import { senderChain } from './sender-chain.js'

export interface PacingMetrics {
  /** A sender is left alone, or is used again. */
  senderDown(channel: Channel, sender: string, down: boolean): void
  /** A message went back to wait, without having been tried. */
  deferred(channel: Channel, sender: string, reason: NoRoom['reason']): void
}

export interface ChainOptions {
  readonly broker: Pick<Broker, 'takeTokens'>
  readonly logger: Pick<Logger, 'info' | 'warn'>
  readonly metrics?: PacingMetrics
}

export function chainSenders({ email, sms }: NamedSenders, options: ChainOptions): Senders {
  return { email: chainOf('email', email, options), sms: chainOf('sms', sms, options) }
}

const chainOf = <M extends PacedMessage & { readonly id: string }>(
  channel: Channel,
  named: readonly NamedSender<M>[],
  options: ChainOptions,
) => (named.length === 0 ? null : senderChain(channel, named, toolsFor(channel, options)))

function toolsFor(channel: Channel, { broker, logger, metrics }: ChainOptions): PacingTools {
  return {
    tokens: broker,
    stopwatch: () => performance.now(),
    pause: ms => pause(ms),
    chance: () => Math.random(),
    onBreaker(sender, down) {
      metrics?.senderDown(channel, sender, down)
      if (down)
        logger.warn({ channel, sender }, 'a sender fails again and again, and is left alone for a while')
      else logger.info({ channel, sender }, 'a sender works again')
    },
    onDeferred: (sender, reason) => metrics?.deferred(channel, sender, reason),
  }
}
