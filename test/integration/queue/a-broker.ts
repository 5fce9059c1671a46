// A broker on a Redis, closed when its test is over, and small queues to try it with.
import { z } from 'zod'
import {
  type Broker,
  type BrokerOptions,
  connectBroker,
  type JobFailure,
  type QueueSpec,
} from '../../../src/platform/queue/index.js'
import { aRedis } from '../../support/redis.js'
import { untilOver } from '../../support/until-over.js'

export interface TestBroker extends Broker {
  /** Every failed attempt so far. */
  readonly failures: JobFailure[]
}

/** Jobs of a worker that is cut off are free again in about two seconds. */
export function aBroker(options: Partial<BrokerOptions> = {}): TestBroker {
  const failures: JobFailure[] = []
  const { url, prefix } = options.redisUrl ? { url: options.redisUrl, prefix: 'own' } : aRedis()
  const broker = connectBroker({
    redisUrl: url,
    prefix,
    stall: { lockMs: 1_000, checkMs: 500 },
    onError: () => {},
    onJobFailed: failure => failures.push(failure),
    ...options,
  })
  untilOver(() => broker.close())
  return { ...broker, failures }
}

export interface Note {
  readonly text: string
}

export const notes = (change: Partial<QueueSpec<Note>> = {}): QueueSpec<Note> => ({
  name: 'notes',
  shards: 2,
  payload: z.object({ text: z.string() }),
  attempts: 3,
  backoffMs: 10,
  keepFailed: true,
  concurrency: 5,
  ...change,
})

export const aNote = (text: string, shard = 0) => ({ payload: { text }, shard })
