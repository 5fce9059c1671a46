// How long the jobs of a queue have been waiting, and the trace of a late one whose work goes on elsewhere. Knows nothing of
// what the jobs mean.
import type { Queue } from 'bullmq'
import type { ProducerConnection, RedisClient } from './connection.js'
import type { QueueName } from './contract.js'
import type { ShardName, Shards } from './shards.js'

/** Real time. A job waits for milliseconds in quiet times; what waits for longer is late. */
export const lateMs = 2_000
/** By then what it handed on is late itself and seen where it waits, also by a clock that is some of that behind. */
const rememberedMs = 2 * lateMs

/** See `Broker.oldest`. Reads no job, only its time: a job may be half a megabyte. */
export async function oldest(shards: Shards, client: RedisClient, spec: QueueName): Promise<Date | null> {
  const times = await Promise.all(shards.of(spec).map(shard => oldestIn(shard, client)))
  const known = times.flat().flatMap(time => (time === null ? [] : [Number(time)]))
  return known.length === 0 ? null : new Date(Math.min(...known))
}

/** bullmq adds on the left and takes from the right. In one look, or a job that changes its place could be in neither. */
async function oldestIn(shard: Queue, client: RedisClient): Promise<(string | null)[]> {
  const places = await client
    .multi()
    .lindex(shard.toKey('wait'), -1)
    .lindex(shard.toKey('active'), -1)
    .zrange(shard.toKey('delayed'), '0', '0')
    .exec()
  const ids = (places ?? []).flatMap(([error, found]) => {
    if (error) throw error
    return found as string | string[] | null
  })
  const times = ids.map(id => (id === null ? null : client.hget(shard.toKey(id), 'timestamp')))
  const inQueue = await Promise.all(times)
  // Last: a job that was done meanwhile left this trace before.
  return [...inQueue, await client.get(shard.toKey(handedOn))]
}

const handedOn = 'handed-on'

/** Leaves nothing where the job was not late. `published`: milliseconds since 1970. Rejects soon where Redis is away. */
export async function noteHandedOn(
  producer: ProducerConnection,
  { prefix, name }: ShardName,
  published: number,
): Promise<void> {
  if (Date.now() - published < lateMs) return
  await producer.ready()
  await producer.client.set(`${prefix}:${name}:${handedOn}`, published, 'PX', rememberedMs)
}
