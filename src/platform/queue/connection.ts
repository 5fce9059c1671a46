// Two kinds of connection to Redis, because they fail in opposite ways: a producer must answer soon, a worker must
// never give up.
import { Redis } from 'ioredis'
import { BrokerUnavailable } from './contract.js'

/** How long a lost connection counts as a hiccup worth waiting for; after that publishing fails at once. */
const hiccupMs = 1_000
/** A write that is on a working disk takes milliseconds; one that takes this long is not going to be acknowledged. */
const commandTimeoutMs = 5_000

const reconnectDelay = (attempt: number): number => Math.min(50 * 2 ** attempt, 1_000)

export interface ProducerConnection {
  readonly client: Redis
  /** Resolves when commands can be sent; rejects with `BrokerUnavailable` once the connection is lost for good. */
  ready(): Promise<void>
}

/** Commands on it fail fast: none waits in memory for a Redis that is away. */
export function connectProducer(redisUrl: string, onError: (error: Error) => void): ProducerConnection {
  const client = new Redis(redisUrl, {
    connectionName: 'triggerfish-producer',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    connectTimeout: commandTimeoutMs,
    retryStrategy: reconnectDelay,
  })
  let downSince: number | null = performance.now()
  client.on('error', onError)
  client.on('ready', () => {
    downSince = null
  })
  // Every failed attempt to reconnect closes again; only the first close is the beginning of the outage.
  client.on('close', () => {
    downSince ??= performance.now()
  })
  const remainingMs = () => hiccupMs - (performance.now() - (downSince ?? performance.now()))
  return { client, ready: () => whenReady(client, remainingMs()) }
}

function whenReady(client: Redis, waitMs: number): Promise<void> {
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
export function connectWorker(redisUrl: string, onError: (error: Error) => void): Redis {
  const client = new Redis(redisUrl, {
    connectionName: 'triggerfish-worker',
    maxRetriesPerRequest: null,
    retryStrategy: reconnectDelay,
  })
  client.on('error', onError)
  return client
}
