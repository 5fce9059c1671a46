// Reads the form of URL that names a Redis Cluster, which the URL standard cannot: several hosts. Opens no connection.

export interface ClusterAddress {
  /** Any of its nodes; they name the others. */
  readonly seeds: readonly { readonly host: string; readonly port: number }[]
  readonly username?: string
  readonly password?: string
  readonly tls: boolean
}

/** No database number: a cluster has only one. */
const form = /^redis(s?)\+cluster:\/\/((?:[^@/%]|%[\da-f]{2})*@)?([^@/?#]+)\/?$/i

/** `redis+cluster://user:password@host:port,host:port`, or `rediss+cluster://` for TLS; undefined for anything else. */
export function parseClusterUrl(url: string): ClusterAddress | undefined {
  const [, tls, credentials = '', hosts = ''] = form.exec(url) ?? []
  const urls = hosts.split(',').map(host => `redis://${credentials}${host}`)
  if (!urls.every(url => URL.canParse(url) && new URL(url).hostname !== '')) return undefined
  const nodes = urls.map(url => new URL(url))
  return {
    seeds: nodes.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 6379),
    })),
    username: decodeURIComponent(nodes[0]?.username ?? '') || undefined,
    password: decodeURIComponent(nodes[0]?.password ?? '') || undefined,
    tls: tls !== '',
  }
}
