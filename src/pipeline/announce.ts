// After the commit: the messages of a batch on their queues.
import type { NewMessage } from '../journeys/engine/index.js'
import type { Logger } from '../platform/logger.js'
import type { Broker } from '../platform/queue/index.js'
import { type MessageLane, messageLanes, queueOf } from '../queues.js'
import type { BatchResult } from './batch-result.js'

/**
 * A hand-over lost here is repaired by dispatch's sweep. A message on the site has no lane: it waits in the outbox until
 * the shop asks for it.
 */
export async function announce(
  { broker, logger }: { readonly broker: Broker; readonly logger: Logger },
  { messages }: Pick<BatchResult, 'messages'>,
): Promise<void> {
  for (const lane of messageLanes) {
    const jobs = messages.filter(isIn(lane)).map(({ id }) => ({ payload: { messageId: id, attempt: 0 } }))
    if (jobs.length === 0) continue
    try {
      await broker.publish(queueOf(lane), jobs)
    } catch (error) {
      logger.warn({ err: error, ...lane }, 'messages not queued; the sweep will do it')
    }
  }
}

const isIn =
  (lane: MessageLane) =>
  ({ channel, category }: NewMessage): boolean =>
    channel === lane.channel && category === lane.category
