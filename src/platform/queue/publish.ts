// Putting jobs into Redis so that a resolved promise means they are there. Knows nothing of what jobs mean.
import { randomUUID } from 'node:crypto'
import type { BulkJobOptions, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { ProducerConnection } from './connection.js'
import { BrokerUnavailable, type NewJob, type QueueSpec, unavailable } from './contract.js'
import type { Shards } from './shards.js'

/** Jobs sent in one pipeline; more would keep Redis from answering others for too long. */
const chunkSize = 500
/** A cut connection is tried again this often; each try first waits for the connection to return. */
const attempts = 3
const replicaTimeoutMs = 2_000

interface BulkJob {
  readonly name: string
  readonly data: unknown
  readonly opts: BulkJobOptions
}

export interface Publishing {
  readonly producer: ProducerConnection
  readonly shards: Shards
  readonly minReplicas: number
}

export async function publish<T>(
  { producer, shards, minReplicas }: Publishing,
  spec: QueueSpec<T>,
  jobs: readonly NewJob<T>[],
): Promise<void> {
  const writes = [...bulkJobsByShard(spec, jobs)].map(([shard, list]) => ({
    queue: shards.one(spec, shard),
    list,
  }))
  const write = () => Promise.all(writes.map(({ queue, list }) => addInChunks(queue, list)))
  if (minReplicas === 0) {
    await withRetry(producer, write)
    return
  }
  const keys = writes.map(({ queue }) => queue.toKey('meta'))
  const servers = await withRetry(producer, () => writtenTo(producer, keys, write))
  await Promise.all([...servers].map(server => replicated(server, minReplicas)))
}

function bulkJobsByShard<T>(spec: QueueSpec<T>, jobs: readonly NewJob<T>[]): Map<number, BulkJob[]> {
  const byShard = new Map<number, BulkJob[]>()
  for (const { payload, shard = 0, delayMs } of jobs) {
    const list = byShard.get(shard) ?? []
    list.push(bulkJob(spec, payload, delayMs))
    byShard.set(shard, list)
  }
  return byShard
}

/** The id is fixed before the first try, so that a repeated try finds what the first one stored. */
function bulkJob<T>(spec: QueueSpec<T>, payload: T, delayMs?: number): BulkJob {
  return {
    name: spec.name,
    data: payload,
    opts: {
      jobId: spec.jobId?.(payload) ?? randomUUID(),
      attempts: spec.attempts,
      ...(delayMs !== undefined && { delay: delayMs }),
      backoff: { type: 'capped', delay: spec.backoffMs },
      removeOnComplete: true,
      removeOnFail: !spec.keepFailed,
      stackTraceLimit: 0,
    },
  }
}

/** bullmq's addBulk is a pipeline, not a transaction: an error may leave any part of the jobs stored. */
async function addInChunks(queue: Queue, jobs: readonly BulkJob[]): Promise<void> {
  for (let start = 0; start < jobs.length; start += chunkSize) {
    await queue.addBulk(jobs.slice(start, start + chunkSize))
  }
}

async function withRetry<R>(producer: ProducerConnection, write: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    await producer.ready()
    try {
      return await write()
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw unavailable(error)
    }
  }
}

/** Rejects, so that all is written again, when a shard moved to another server or connection while it was written. */
async function writtenTo(
  producer: ProducerConnection,
  keys: readonly string[],
  write: () => Promise<unknown>,
): Promise<Set<Redis>> {
  const before = keys.map(key => producer.serverOf(key))
  await write()
  return new Set(
    keys.map((key, index) => {
      const server = producer.serverOf(key)
      if (!server || server !== before[index]) throw new Error('a shard moved while it was written')
      return server
    }),
  )
}

/** WAIT speaks of all that this connection has written before, on any shard. */
async function replicated(server: Redis, minReplicas: number): Promise<void> {
  const count = await server.wait(minReplicas, replicaTimeoutMs).catch(error => {
    throw unavailable(error)
  })
  if (count < minReplicas) throw new BrokerUnavailable(`on ${count} of ${minReplicas} replicas`)
}

/**
 * Redis's own refusals (full, read-only, disk broken) would only be repeated, and so would a slow answer. A forgotten
 * script is sent along the next time; ioredis does that by itself, but not in what it repeats on a cluster.
 */
const isPassing = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message.startsWith('NOSCRIPT') ||
    (error.name !== 'ReplyError' && error.message !== 'Command timed out'))
