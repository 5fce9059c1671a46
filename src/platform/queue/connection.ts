// Two kinds of connection to Redis, because they fail in opposite ways: a producer must answer soon, a worker must
// never give up.
import { type Cluster, Redis } from 'ioredis'
import { parseClusterUrl } from '../redis-url.js'
import { connectCluster, connectionOf, masterConnections } from './cluster.js'
import { BrokerUnavailable } from './contract.js'

/** How long a lost connection counts as a hiccup worth waiting for; after that publishing fails at once. */
const hiccupMs = 1_000
/** A write that is on a working disk takes milliseconds; one that takes this long is not going to be acknowledged. */
const commandTimeoutMs = 5_000

/** On a cluster, how often a command follows a shard that is not where it was; publishing itself tries three times. */
const redirections = 4

const reconnectDelay = (attempt: number): number => Math.min(50 * 2 ** attempt, 1_000)

export type RedisClient = Redis | Cluster

export interface ProducerConnection {
  readonly client: RedisClient
  /** Resolves when commands can be sent; rejects with `BrokerUnavailable` once the connection is lost for good. */
  ready(): Promise<void>
  /** One for each server that takes writes. Throws `BrokerUnavailable` while one of them is away. */
  servers(): Redis[]
  /** The server that this key is on; undefined while it is away. */
  serverOf(key: string): Redis | undefined
}

/** Commands on it fail fast: none waits in memory for a Redis that is away. */
export function connectProducer(redisUrl: string, onError: (error: Error) => void): ProducerConnection {
  const options = {
    connectionName: 'triggerfish-producer',
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
  }
  const address = parseClusterUrl(redisUrl)
  if (address) {
    const impatient = {
      enableOfflineQueue: false,
      clusterRetryStrategy: reconnectDelay,
      maxRedirections: redirections,
    }
    const cluster = connectCluster(address, options, impatient, onError)
    return {
      client: cluster,
      ready: readiness(cluster),
      servers: () => masterConnections(cluster),
      serverOf: key => connectionOf(cluster, key),
    }
  }
  const client = new Redis(redisUrl, { ...options, enableOfflineQueue: false, retryStrategy: reconnectDelay })
  client.on('error', onError)
  return { client, ready: readiness(client), servers: () => [client], serverOf: () => client }
}

function readiness(client: RedisClient): () => Promise<void> {
  let downSince: number | null = performance.now()
  // As many may wait for it as there is work in hand. Not 0, which means the same: bullmq adds three to it for each queue.
  client.setMaxListeners(Number.POSITIVE_INFINITY)
  client.on('ready', () => {
    downSince = null
  })
  // Every failed attempt to reconnect closes again; only the first close is the beginning of the outage.
  client.on('close', () => {
    downSince ??= performance.now()
  })
  const remainingMs = () => hiccupMs - (performance.now() - (downSince ?? performance.now()))
  return () => whenReady(client, remainingMs())
}

function whenReady(client: RedisClient, waitMs: number): Promise<void> {
  if (client.status === 'ready') return Promise.resolve()
  const gone = new BrokerUnavailable('no connection to Redis')
  if (waitMs <= 0 || client.status === 'end') return Promise.reject(gone)
  return new Promise((resolve, reject) => {
    const onReady = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      client.off('ready', onReady)
      reject(gone)
    }, waitMs)
    client.once('ready', onReady)
  })
}

/** Commands on it wait for Redis as long as it takes; bullmq refuses anything else for workers. */
export function connectWorker(redisUrl: string, onError: (error: Error) => void): RedisClient {
  const options = { connectionName: 'triggerfish-worker', maxRetriesPerRequest: null }
  const address = parseClusterUrl(redisUrl)
  if (address) {
    const patient = { maxRedirections: Number.MAX_SAFE_INTEGER, clusterRetryStrategy: reconnectDelay }
    return connectCluster(address, options, patient, onError)
  }
  const client = new Redis(redisUrl, { ...options, retryStrategy: reconnectDelay })
  client.on('error', onError)
  return client
}
