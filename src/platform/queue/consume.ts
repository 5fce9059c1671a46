// Taking jobs up: one bullmq worker per shard, which finds the jobs of a killed process again within about ten seconds.
import { type Job, UnrecoverableError, Worker } from 'bullmq'
import type { ProducerConnection, RedisClient } from './connection.js'
import { type Consumer, type JobFailure, type JobInfo, longestBackoffMs, type QueueSpec } from './contract.js'
import { noteHandedOn } from './late.js'
import { shardName } from './shards.js'

/** A job whose process was killed is free again after lock plus check; a process that hangs that long loses its jobs. */
export interface StallTiming {
  readonly lockMs: number
  readonly checkMs: number
}
export const defaultStallTiming: StallTiming = { lockMs: 6_000, checkMs: 4_000 }

/** After a failed fetch; bullmq's own 15 s would be 15 s of standing still after Redis has come back. */
const fetchRetryMs = 1_000
/** Closing waits this long for bullmq once all handlers are done: with Redis away it would wait for ever. */
const farewellMs = 2_000

export interface Consuming<T> {
  readonly client: RedisClient
  /** For what a job leaves behind. */
  readonly producer: ProducerConnection
  readonly prefix: string
  readonly spec: QueueSpec<T>
  readonly handle: (payload: T, job: JobInfo) => Promise<void>
  readonly concurrency: number
  readonly stall: StallTiming
  readonly onError: (error: Error) => void
  readonly onJobFailed: (failure: JobFailure) => void
}

export function consume<T>(options: Consuming<T>): Consumer {
  const active = new Set<Promise<void>>()
  const workers = Array.from({ length: options.spec.shards }, (_, shard) =>
    startWorker(options, shard, active),
  )
  return {
    async close() {
      const closed = Promise.allSettled(workers.map(worker => worker.close()))
      await Promise.allSettled(active)
      await Promise.race([closed, after(farewellMs)])
      await Promise.allSettled(workers.map(worker => worker.abandon()))
    },
  }
}

class ShardWorker extends Worker {
  /** Does nothing where the worker has closed by itself. Otherwise its timers would keep the process alive for ever. */
  async abandon(): Promise<void> {
    await this.lockManager.close()
    await this.getBackend().close(true)
  }
}

function startWorker<T>(options: Consuming<T>, shard: number, active: Set<Promise<void>>): ShardWorker {
  const { client, prefix, spec, concurrency, stall, onError, onJobFailed } = options
  const { prefix: keyPrefix, name } = shardName(prefix, spec.name, shard)
  const worker = new ShardWorker(name, job => tracked(active, work(options, shard, job)), {
    connection: client,
    prefix: keyPrefix,
    concurrency,
    lockDuration: stall.lockMs,
    stalledInterval: stall.checkMs,
    // A job is only a hint and the database fences, so being taken up again is no reason to fail; bullmq's default
    // would throw a job away after its second crash.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    runRetryDelay: fetchRetryMs,
    settings: { backoffStrategy: cappedBackoff(spec.backoffMs) },
  })
  worker.on('error', onError)
  worker.on('failed', (job, error) => {
    if (job) onJobFailed(failureOf(spec.name, shard, job, error))
  })
  return worker
}

async function work<T>(options: Consuming<T>, shard: number, job: Job): Promise<void> {
  const { producer, prefix, spec, handle } = options
  const payload = spec.payload.safeParse(job.data)
  if (!payload.success)
    throw new UnrecoverableError(`not a job of the queue "${spec.name}": ${payload.error.issues[0]?.message}`)
  await handle(payload.data, { id: job.id ?? '', shard, attempt: job.attemptsMade + 1 })
  // Before the job is done, so that whoever no longer finds the one finds the other.
  if (spec.handsOn) await noteHandedOn(producer, shardName(prefix, spec.name, shard), job.timestamp)
}

function tracked(active: Set<Promise<void>>, job: Promise<void>): Promise<void> {
  active.add(job)
  return job.finally(() => active.delete(job))
}

/** Doubling, with up to a quarter less at random, so that jobs that failed together do not return together. */
export const cappedBackoff =
  (baseMs: number) =>
  (attempt: number): number =>
    Math.min(baseMs * 2 ** Math.min(attempt - 1, 30), longestBackoffMs) * (1 - Math.random() / 4)

function failureOf(queue: string, shard: number, job: Job, error: Error): JobFailure {
  const permanent = error instanceof UnrecoverableError
  const attempt = job.attemptsMade
  return {
    queue,
    id: job.id ?? '',
    shard,
    attempt,
    final: permanent || attempt >= (job.opts.attempts ?? 1),
    error,
  }
}

const after = (ms: number): Promise<void> =>
  new Promise(resolve => {
    setTimeout(resolve, ms).unref()
  })
