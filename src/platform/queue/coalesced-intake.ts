// What all doors into a queue share: callers at the same time share one write, and with it one flush of Redis's file; and
// when too much waits, an honest refusal is better than a slow one.
import { coalesce } from '../coalesce.js'
import { type Broker, BrokerUnavailable, type NewJob, type QueueSpec } from './contract.js'

export interface Intake<T> {
  /**
   * Resolves when all items are on the queue. Rejects with `BrokerUnavailable` when any of them may not be; the caller
   * sends all of them again, and those that were stored are recognised by their ids.
   */
  accept(items: readonly T[]): Promise<void>
  /** Resolves when nothing is on its way any more. */
  drain(): Promise<void>
}

export interface IntakeOptions<T, J> {
  readonly broker: Pick<Broker, 'publish'>
  readonly queue: QueueSpec<J>
  readonly jobsOf: (items: readonly T[]) => NewJob<J>[]
  /** What the items of one caller weigh, in the unit of the two limits. */
  readonly weigh: (items: readonly T[]) => number
  /** Per write: what Redis takes in without keeping others waiting. */
  readonly perWrite: number
  /** Beyond that memory is at stake. */
  readonly mostWaiting: number
  /** What is waiting then, for people: `"events"`. */
  readonly what: string
}

export function coalescedIntake<T, J>(options: IntakeOptions<T, J>): Intake<T> {
  const { broker, queue, jobsOf, weigh, perWrite, mostWaiting, what } = options
  const write = coalesce<readonly T[]>({
    run: lists => broker.publish(queue, jobsOf(lists.flat())),
    maxItems: perWrite,
    weigh,
  })
  return {
    async accept(items) {
      if (items.length === 0) return
      if (write.load > mostWaiting) throw new BrokerUnavailable(`too many ${what} are waiting to be written`)
      await write(items)
    },
    drain: write.drain,
  }
}

/** The items by shard, each shard's in the order they came; `share` cuts a shard's into jobs. */
export function shardedJobs<T, J>(
  items: readonly T[],
  shards: number,
  shardOf: (item: T) => number,
  share: (items: readonly T[]) => J[],
): NewJob<J>[] {
  const byShard = Array.from({ length: shards }, (): T[] => [])
  for (const item of items) byShard[shardOf(item)]?.push(item)
  return byShard.flatMap((list, shard) => share(list).map(payload => ({ payload, shard })))
}
