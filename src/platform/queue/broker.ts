// Puts the parts together: one producer connection, one for all workers (bullmq adds a blocking one per worker).
import { connectProducer, connectWorker } from './connection.js'
import { consume, defaultStallTiming, type StallTiming } from './consume.js'
import { type Broker, type Consumer, type JobFailure, unavailable } from './contract.js'
import { durabilityFindings } from './durability.js'
import { depth, failed, replay } from './failed-jobs.js'
import { oldest } from './late.js'
import { publish } from './publish.js'
import { rarely } from './rarely.js'
import { openShards } from './shards.js'
import { takeTokens } from './tokens.js'

export interface BrokerOptions {
  /** `redis://…`, or `redis+cluster://…` with some nodes of a Redis Cluster. */
  readonly redisUrl: string
  /** What all keys begin with; installations that share a Redis need different ones. Default `tf`. */
  readonly prefix?: string
  /** Replicas that must have a job before it counts as published. Default 0. */
  readonly minReplicas?: number
  /** Trouble with the connection; the same trouble at most every ten seconds. Never a job's own error. */
  readonly onError: (error: Error) => void
  /** Every failed attempt of a job; `final` tells the last. */
  readonly onJobFailed?: (failure: JobFailure) => void
  /** Shorter only in tests. */
  readonly stall?: StallTiming
}

const sameErrorMs = 10_000

/** Returns at once; while Redis cannot be reached, publishing rejects and consumers wait. */
export function connectBroker(options: BrokerOptions): Broker {
  const { redisUrl, prefix = 'tf', minReplicas = 0, onJobFailed = () => {} } = options
  const onError = rarely(options.onError, sameErrorMs)
  const producer = connectProducer(redisUrl, onError)
  const shards = openShards(producer.client, prefix, onError)
  const consumers: Consumer[] = []
  let workerClient: ReturnType<typeof connectWorker> | undefined

  async function ask<R>(question: () => Promise<R>): Promise<R> {
    try {
      await producer.ready()
      return await question()
    } catch (error) {
      throw unavailable(error)
    }
  }

  return {
    publish: (spec, jobs) => publish({ producer, shards, minReplicas }, spec, jobs),
    consume(spec, handle, { concurrency = spec.concurrency } = {}) {
      workerClient ??= connectWorker(redisUrl, onError)
      const stall = options.stall ?? defaultStallTiming
      const consumer = consume({
        client: workerClient,
        producer,
        prefix,
        spec,
        handle,
        concurrency,
        stall,
        onError,
        onJobFailed,
      })
      consumers.push(consumer)
      return consumer
    },
    takeTokens: (group, limits) => ask(() => takeTokens(producer.client, prefix, group, limits)),
    depth: spec => ask(() => depth(shards, spec)),
    oldest: spec => ask(() => oldest(shards, producer.client, spec)),
    failed: (spec, limit = 100) => ask(() => failed(shards, spec, limit)),
    replay: (spec, ids) => ask(() => replay(shards, spec, ids)),
    ping: () => ask(async () => void (await Promise.all(producer.servers().map(server => server.ping())))),
    durability: () => ask(() => durabilityFindings(producer.servers())),
    async close() {
      await Promise.all(consumers.map(consumer => consumer.close()))
      workerClient?.disconnect()
      producer.client.disconnect()
    },
  }
}
