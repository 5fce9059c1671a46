// Putting jobs into Redis so that a resolved promise means they are there. Knows nothing of what jobs mean.
import { randomUUID } from 'node:crypto'
import type { BulkJobOptions, Queue } from 'bullmq'
import type { ProducerConnection } from './connection.js'
import { BrokerUnavailable, type NewJob, type QueueSpec } from './contract.js'
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
  const writes = [...bulkJobsByShard(spec, jobs)]
  await withRetry(producer, () =>
    Promise.all(writes.map(([shard, list]) => addInChunks(shards.one(spec, shard), list))),
  )
  if (minReplicas > 0) await replicated(producer, minReplicas)
}

function bulkJobsByShard<T>(spec: QueueSpec<T>, jobs: readonly NewJob<T>[]): Map<number, BulkJob[]> {
  const byShard = new Map<number, BulkJob[]>()
  for (const { payload, shard = 0 } of jobs) {
    const list = byShard.get(shard) ?? []
    list.push(bulkJob(spec, payload))
    byShard.set(shard, list)
  }
  return byShard
}

/** The id is fixed before the first try, so that a repeated try finds what the first one stored. */
function bulkJob<T>(spec: QueueSpec<T>, payload: T): BulkJob {
  return {
    name: spec.name,
    data: payload,
    opts: {
      jobId: spec.jobId?.(payload) ?? randomUUID(),
      attempts: spec.attempts,
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

async function withRetry(producer: ProducerConnection, write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await producer.ready()
    try {
      await write()
      return
    } catch (error) {
      if (attempt === attempts || !isLostConnection(error)) throw unavailable(error)
    }
  }
}

/** WAIT speaks of all that this connection has written before, on any shard. */
async function replicated({ client }: ProducerConnection, minReplicas: number): Promise<void> {
  const count = await client.wait(minReplicas, replicaTimeoutMs).catch(error => {
    throw unavailable(error)
  })
  if (count < minReplicas) throw new BrokerUnavailable(`on ${count} of ${minReplicas} replicas`)
}

/** Redis's own refusals (full, read-only, disk broken) would only be repeated, and so would a slow answer. */
const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && error.name !== 'ReplyError' && error.message !== 'Command timed out'

const unavailable = (error: unknown): BrokerUnavailable =>
  new BrokerUnavailable(error instanceof Error ? error.message : String(error), { cause: error })
