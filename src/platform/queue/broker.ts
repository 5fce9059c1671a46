// Puts the parts together: one producer connection, one for all workers (bullmq adds a blocking one per worker).
import { connectProducer, connectWorker } from './connection.js'
import { consume, defaultStallTiming, type StallTiming } from './consume.js'
import type { Broker, Consumer, JobFailure } from './contract.js'
import { durabilityFindings } from './durability.js'
import { depth, failed, replay } from './failed-jobs.js'
import { publish } from './publish.js'
import { rarely } from './rarely.js'
import { openShards } from './shards.js'

export interface BrokerOptions {
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

  return {
    publish: (spec, jobs) => publish({ producer, shards, minReplicas }, spec, jobs),
    consume(spec, handle, { concurrency = spec.concurrency } = {}) {
      workerClient ??= connectWorker(redisUrl, onError)
      const stall = options.stall ?? defaultStallTiming
      const consumer = consume({
        client: workerClient,
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
    depth: spec => producer.ready().then(() => depth(shards, spec)),
    failed: (spec, limit = 100) => producer.ready().then(() => failed(shards, spec, limit)),
    replay: (spec, ids) => producer.ready().then(() => replay(shards, spec, ids)),
    ping: () => producer.ready().then(async () => void (await producer.client.ping())),
    durability: () => producer.ready().then(() => durabilityFindings(producer.client)),
    async close() {
      await Promise.all(consumers.map(consumer => consumer.close()))
      workerClient?.disconnect()
      producer.client.disconnect()
    },
  }
}
