// What the rest of the program knows of queues: specs, the broker, and its one error. No Redis in sight.
import type { z } from 'zod'

/** What is needed to look at a queue from outside. */
export interface QueueName {
  /** No colon; part of every Redis key, so never renamed while jobs wait. */
  readonly name: string
  /** Fixed: jobs in a shard that is no longer counted would never be taken up. */
  readonly shards: number
}

/** One queue. Delivery is at least once: a job is a hint, and whoever handles it must find a repetition harmless. */
export interface QueueSpec<T> extends QueueName {
  readonly payload: z.ZodType<T>
  readonly attempts: number
  /** Pause before the second attempt; doubled for each further one, up to `longestBackoffMs`. */
  readonly backoffMs: number
  /** Whether a job that used up its attempts is kept, to be listed and replayed. */
  readonly keepFailed: boolean
  /** Its work goes on as jobs of other queues, which are young there however long the first has waited. Default: it does not. */
  readonly handsOn?: boolean
  /** Jobs a consumer has in hand at once, per shard, where it does not say otherwise. */
  readonly concurrency: number
  /** Deterministic id: while such a job exists in any state, publishing it again does nothing. No colon, not all digits. */
  readonly jobId?: (payload: T) => string
}

/** No pause between attempts is longer, so that work resumes soon after an outage, however long that was. */
export const longestBackoffMs = 30_000

export interface NewJob<T> {
  readonly payload: T
  /** 0 where it is not given. */
  readonly shard?: number
  /** Until it may be taken up; kept by Redis, so for nothing that must not be lost with it. */
  readonly delayMs?: number
}

export interface JobInfo {
  readonly id: string
  readonly shard: number
  /** 1 for the first. */
  readonly attempt: number
}

export interface Consumer {
  /** Takes no more jobs, waits for those in hand, and lets go of Redis. */
  close(): Promise<void>
}

export interface FailedJob {
  readonly id: string
  readonly shard: number
  readonly payload: unknown
  readonly reason: string
  readonly failedAt: Date
}

export interface JobFailure {
  readonly queue: string
  readonly id: string
  readonly shard: number
  readonly attempt: number
  /** No further attempt follows. */
  readonly final: boolean
  readonly error: Error
}

/** A bucket that everybody who names it shares: a token more each `everyMs`, up to `roomMs / everyMs` of them. */
export interface TokenPace {
  readonly name: string
  readonly everyMs: number
  /** How much of the bucket may be used up by this take, in the time it needs to fill again. */
  readonly slackMs: number
  /** All of the bucket, in the same measure; the largest `slackMs` that anybody takes with. */
  readonly roomMs: number
}

/** So many on each day (UTC) from the first one on; before it none, after the last one as many as there are. */
export interface TokenDays {
  readonly name: string
  /** Days since 1970-01-01. */
  readonly firstDay: number
  readonly perDay: readonly number[]
}

export type TokenLimit = TokenPace | TokenDays

export type TokenTake =
  /** `aheadMs`: how long the fullest bucket now needs to fill again, this token included. */
  | { readonly taken: true; readonly aheadMs: number }
  /** `limit`: which one has no room, by its place in the list; `waitMs`: until it may have. */
  | { readonly taken: false; readonly limit: number; readonly waitMs: number }

export interface Broker {
  /**
   * One token of each limit, or none of any, by Redis's clock. The limits of a group are on one server; a limit is a
   * group and a name. Rejects with `BrokerUnavailable`; tokens may be gone then.
   */
  takeTokens(group: string, limits: readonly TokenLimit[]): Promise<TokenTake>
  /**
   * Resolves when every job is in Redis (and on `minReplicas` replicas). Rejects with `BrokerUnavailable`; some of
   * the jobs may be stored then, so whoever publishes again must count on both copies being delivered.
   */
  publish<T>(queue: QueueSpec<T>, jobs: readonly NewJob<T>[]): Promise<void>
  /** One worker per shard. A handler that rejects gives the job back for another attempt. */
  consume<T>(
    queue: QueueSpec<T>,
    handle: (payload: T, job: JobInfo) => Promise<void>,
    options?: { readonly concurrency?: number },
  ): Consumer
  /** Jobs not yet done: waiting, in hand and between attempts, over all shards. */
  depth(queue: QueueName): Promise<number>
  /**
   * When the longest waiting of the jobs not yet done was published, by the clock of who did; null: there is none. A late job
   * of a queue that hands on counts until what it handed on would be late itself.
   */
  oldest(queue: QueueName): Promise<Date | null>
  /** Kept failures, newest first in each shard. */
  failed(queue: QueueName, limit?: number): Promise<FailedJob[]>
  /** Gives failed jobs (all, or these ids) a fresh set of attempts; how many there were. */
  replay(queue: QueueName, ids?: readonly string[]): Promise<number>
  ping(): Promise<void>
  /** What in Redis's settings could lose accepted jobs, in words; empty when good, or when Redis may not be asked. */
  durability(): Promise<string[]>
  close(): Promise<void>
}

/** Redis is away, full, too slow, or short of replicas. Nothing that was to be published may be counted on. */
export class BrokerUnavailable extends Error {
  readonly code = 'queue_unavailable'

  constructor(reason: string, options?: { cause?: unknown }) {
    super(`the queue is unavailable: ${reason}`, options)
    this.name = 'BrokerUnavailable'
  }
}

/** Whatever went wrong with Redis, as the one error that the rest of the program knows. */
export const unavailable = (error: unknown): BrokerUnavailable =>
  error instanceof BrokerUnavailable
    ? error
    : new BrokerUnavailable(error instanceof Error ? error.message : String(error), { cause: error })
