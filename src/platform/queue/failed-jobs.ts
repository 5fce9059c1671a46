// Looking at a queue from outside: how much waits, what failed for good, and giving it another chance.
import type { Job } from 'bullmq'
import type { FailedJob, QueueName } from './contract.js'
import type { Shards } from './shards.js'

const unfinished = ['wait', 'active', 'delayed', 'prioritized'] as const
/** Replayed in portions, so that a great heap of failures does not have to fit in memory. */
const portion = 1_000

export async function depth(shards: Shards, spec: QueueName): Promise<number> {
  const counts = await Promise.all(shards.of(spec).map(queue => queue.getJobCounts(...unfinished)))
  return counts.flatMap(count => Object.values(count)).reduce((sum, count) => sum + count, 0)
}

export async function failed(shards: Shards, spec: QueueName, limit: number): Promise<FailedJob[]> {
  const lists = await Promise.all(
    shards.of(spec).map(async (queue, shard) => {
      const jobs = await queue.getFailed(0, limit - 1)
      return jobs.filter(isThere).map(job => failedJob(job, shard))
    }),
  )
  return lists.flat().slice(0, limit)
}

export async function replay(
  shards: Shards,
  spec: QueueName,
  ids: readonly string[] | undefined,
): Promise<number> {
  const counts = await Promise.all(
    shards.of(spec).map(async queue => {
      if (!ids) return replayAll(() => queue.getFailed(0, portion - 1))
      const jobs = await Promise.all(ids.map(id => queue.getJob(id)))
      return replayEach(jobs.filter(isThere))
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

async function replayAll(next: () => Promise<Job[]>): Promise<number> {
  let sum = 0
  for (;;) {
    const count = await replayEach((await next()).filter(isThere))
    if (count === 0) return sum
    sum += count
  }
}

/** Counts those that went back; one that someone else replayed meanwhile is no error. */
async function replayEach(jobs: readonly Job[]): Promise<number> {
  const results = await Promise.all(
    jobs.map(async job => {
      if (!(await job.isFailed())) return false
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
      return true
    }),
  )
  return results.filter(Boolean).length
}

/** bullmq answers with gaps where a job vanished between two of its reads, whatever its types say. */
const isThere = (job: Job | undefined | null): job is Job => job !== undefined && job !== null

const failedJob = (job: Job, shard: number): FailedJob => ({
  id: job.id ?? '',
  shard,
  payload: job.data,
  reason: job.failedReason,
  failedAt: new Date(job.finishedOn ?? job.timestamp),
})
