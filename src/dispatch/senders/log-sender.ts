// For development: the log says what would be sent, and nothing is. Neither addresses nor the links of a message (who has
// one may act for its customer) go into the log.
import type { Channel } from '../../model/channel.js'
import { type Logger, redactText } from '../../platform/logger.js'
import type { Sender } from '../sender.js'

/** What the two kinds of messages have in common, and what is shown of each. */
interface Shown {
  readonly id: string
  readonly category: string
  readonly to: string
  readonly subject?: string
  readonly text: string
}

export function logSender<M extends Shown>(channel: Channel, logger: Pick<Logger, 'info'>): Sender<M> {
  return {
    channel,
    send: async (message, markOnWire) => {
      const mark = await markOnWire().catch(() => null)
      if (mark === null) return { kind: 'retry', reason: 'mark failed', about: 'message' }
      if (!mark) return { kind: 'not_sent' }
      const { id, category, to, subject, text } = message
      const shown = {
        messageId: id,
        channel,
        category,
        recipient: masked(to),
        words: harmless(subject ?? text),
      }
      logger.info(shown, 'not sent, only logged')
      return { kind: 'sent', providerId: `log-${id}` }
    },
    close: async () => {},
  }
}

/** Enough to tell two recipients apart, not enough to write to either. */
const masked = (address: string): string =>
  address.startsWith('+') ? `${address.slice(0, 3)}…${address.slice(-2)}` : `${address.slice(0, 1)}…@…`

const harmless = (text: string): string =>
  redactText(text.replace(/(https?:\/\/|\b[\w.-]+\.[a-z]{2,}\/)\S+/gi, '[link]'))
