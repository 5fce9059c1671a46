// After the commit: the messages of a batch on their queues.
import { type Channel, isAddressed } from '../model/channel.js'
import type { Logger } from '../platform/logger.js'
import type { Broker } from '../platform/queue/index.js'
import { messageQueues } from '../queues.js'
import type { BatchResult } from './batch-result.js'

/** A hand-over lost here is repaired by dispatch's sweep. */
export async function announce(
  { broker, logger }: { readonly broker: Broker; readonly logger: Logger },
  result: Pick<BatchResult, 'messages'>,
): Promise<void> {
  const channels = new Set(result.messages.map(message => message.channel))
  // A message on the site waits in the outbox until the shop asks for it.
  for (const channel of [...channels].filter(isAddressed)) {
    try {
      await broker.publish(messageQueues[channel], jobsOf(result, channel))
    } catch (error) {
      logger.warn({ err: error, channel }, 'messages not queued; the sweep will do it')
    }
  }
}

const jobsOf = (
  { messages }: Pick<BatchResult, 'messages'>,
  channel: Channel,
): { payload: { messageId: string; attempt: number } }[] =>
  messages
    .filter(message => message.channel === channel)
    .map(({ id }) => ({ payload: { messageId: id, attempt: 0 } }))
