// Jobs that used up their attempts and are kept in Redis, as far as they hold something of somebody who is erased: they get
// fresh attempts, so that the pipeline drops what is of the erased and does the rest. None is looked at from outside.

import type { CustomerKey } from '../model/customer-key.js'
import type { Broker } from '../platform/queue/index.js'
import { allQueues } from '../queues.js'
import { mentionedBy, mentionedByWebhook } from './mentions.js'

const mostJobs = 10_000

export type Jobs = Pick<Broker, 'failed' | 'replay'>

/** Answers how many. Rejects with `BrokerUnavailable`. */
export async function replayFailedOf(broker: Jobs, names: readonly CustomerKey[]): Promise<number> {
  let sum = 0
  for (const queue of allQueues) {
    const jobs = await broker.failed(queue, mostJobs)
    const ids = jobs.filter(({ payload }) => isAbout(payload, names)).map(({ id }) => id)
    if (ids.length > 0) sum += await broker.replay(queue, ids)
  }
  return sum
}

function isAbout(payload: unknown, names: readonly CustomerKey[]): boolean {
  const { webhooks, reports } = (payload ?? {}) as { webhooks?: unknown; reports?: unknown }
  // Most name somebody by a message alone, and may hold where a button was pressed. To take the others again does no harm.
  if (Array.isArray(reports)) return true
  if (!Array.isArray(webhooks)) return mentionedBy(JSON.stringify(payload ?? null), names)
  return webhooks.some(({ source, body, bodyEncoding }: Record<string, unknown>) => {
    const text =
      bodyEncoding === 'base64' ? Buffer.from(String(body), 'base64').toString('latin1') : String(body)
    return mentionedByWebhook({ source: String(source), text }, names)
  })
}
