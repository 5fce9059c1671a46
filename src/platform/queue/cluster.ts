// Redis Cluster: a connection that finds the node of each shard by itself, and a way to see which node that is.
import { Cluster, type ClusterOptions, Command, type Redis, type RedisOptions } from 'ioredis'
import type { ClusterAddress } from '../redis-url.js'
import { BrokerUnavailable } from './contract.js'

/** After each redirection, so that the new layout is read before the next; ioredis would ask again at once, in vain. */
const redirectionMs = 100
/** Without traffic nothing else tells that another node has taken over. */
const layoutRefreshMs = 5_000

/** `each` holds for the connection to every node, and `all` for the cluster as a whole. */
export function connectCluster(
  { seeds, username, password, tls }: ClusterAddress,
  each: RedisOptions,
  all: ClusterOptions,
  onError: (error: Error) => void,
): Cluster {
  const cluster = new Cluster([...seeds], {
    redisOptions: { ...each, username, password, ...(tls && { tls: {} }) },
    // Names stay names: they are looked up anew for each connection, and TLS compares them with the certificate.
    dnsLookup: (host, found) => found(null, host),
    retryDelayOnMoved: redirectionMs,
    retryDelayOnFailover: redirectionMs,
    slotsRefreshInterval: layoutRefreshMs,
    ...all,
  })
  cluster.on('error', onError)
  cluster.on('node error', onError)
  return cluster
}

/** Of every node that holds shards or could; throws `BrokerUnavailable` when one of them is away. */
export function masterConnections(cluster: Cluster): Redis[] {
  const addresses = new Set(cluster.slots.flatMap(([master]) => master ?? []))
  return [...addresses].map(address => {
    const connection = connectionTo(cluster, address)
    if (!connection) throw new BrokerUnavailable(`no connection to Redis at ${address}`)
    return connection
  })
}

/**
 * The one that a write to this key goes out on; undefined while its node is away. A connection that is lost does not
 * return: the same object before and after a write has carried all of it.
 */
export function connectionOf(cluster: Cluster, key: string): Redis | undefined {
  const address = cluster.slots[new Command('exists', [key]).getSlot()]?.[0]
  return address === undefined ? undefined : connectionTo(cluster, address)
}

const connectionTo = (cluster: Cluster, address: string): Redis | undefined =>
  cluster.nodes('master').find(({ options }) => `${options.host}:${options.port}` === address)
