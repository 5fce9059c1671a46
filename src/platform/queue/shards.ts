// A queue's shards as bullmq queues on one shared producer connection, made on first use.
import { Queue } from 'bullmq'
import type { RedisClient } from './connection.js'
import type { QueueName } from './contract.js'

/** bullmq's own log of what happened in a queue. Nothing here reads it, so it is kept short: it lives in memory. */
const eventLogLength = 1_000

export interface ShardName {
  readonly prefix: string
  readonly name: string
}

/** The braces are Redis Cluster's hash tag: all keys of a shard fall in one slot, different shards may not. */
export const shardName = (prefix: string, queue: string, shard: number): ShardName => ({
  prefix: `{${prefix}-${queue}-${shard}}`,
  name: `${queue}-${shard}`,
})

export interface Shards {
  of(queue: QueueName): Queue[]
  one(queue: QueueName, shard: number): Queue
}

export function openShards(client: RedisClient, prefix: string, onError: (error: Error) => void): Shards {
  const open = new Map<string, Queue>()

  function one(queue: QueueName, shard: number): Queue {
    if (!(shard >= 0 && shard < queue.shards))
      throw new RangeError(`queue ${queue.name} has no shard ${shard}`)
    const { prefix: keyPrefix, name } = shardName(prefix, queue.name, shard)
    const known = open.get(name)
    if (known) return known
    const made = new Queue(name, {
      connection: client,
      prefix: keyPrefix,
      streams: { events: { maxLen: eventLogLength } },
      // Otherwise bullmq asks Redis for its version first, and a queue made while Redis is away stays broken.
      skipVersionCheck: true,
      skipWaitingForReady: true,
      skipMetasUpdate: true,
    })
    made.on('error', onError)
    if (client.status === 'ready') describe(made)
    open.set(name, made)
    return made
  }

  // The length of the event log is stored in Redis, which may have come back empty.
  function describe(queue: Queue): void {
    queue.getBackend().setQueueMeta(queue.metaValues).catch(onError)
  }
  client.on('ready', () => {
    for (const queue of open.values()) describe(queue)
  })

  return { one, of: queue => Array.from({ length: queue.shards }, (_, shard) => one(queue, shard)) }
}
