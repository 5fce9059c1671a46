// The servers of a first run: whoever sets neither DATABASE_URL nor REDIS_URL gets private ones, on 127.0.0.1, with
// their data in a folder of their own. Must not be used in production and must not touch servers it was given.
import { mkdirSync, realpathSync } from 'node:fs'
import { giveToOwnerOfFolder } from './file-owner.js'
import { postgres } from './postgres.js'
import { redis } from './redis.js'
import type { ServerKind } from './server-kind.js'
import { withStartLock } from './start-lock.js'
import { type Joined, type Place, startOrJoin, stopServer } from './start-server.js'

export interface Servers {
  databaseUrl: string
  redisUrl: string
  /** Stops only what this call started, or took over from an owner that died. */
  stop(): Promise<void>
}

export interface ServersOptions {
  databaseUrl?: string
  redisUrl?: string
  dataDir: string
  say: (line: string) => void
  /** False gives up crash safety for speed. For tests. */
  durable?: boolean
}

export async function ensureServers(options: ServersOptions): Promise<Servers> {
  const { databaseUrl, redisUrl, say, durable = true } = options
  if (databaseUrl && redisUrl) return { databaseUrl, redisUrl, stop: async () => {} }
  if (mkdirSync(options.dataDir, { recursive: true })) giveToOwnerOfFolder(options.dataDir)
  const place = { dataDir: realpathSync(options.dataDir), say, durable }
  const wanted = [databaseUrl ? undefined : postgres, redisUrl ? undefined : redis].filter(
    kind => kind !== undefined,
  )
  const joined = await withStartLock(place.dataDir, () => joinAll(wanted, place))
  return {
    databaseUrl: databaseUrl ?? joined.get(postgres)!.server.url,
    redisUrl: redisUrl ?? joined.get(redis)!.server.url,
    stop: once(() => stop(joined, place)),
  }
}

type JoinedServers = Map<ServerKind, Joined>

// One after the other: PostgreSQL's own lock then keeps a second program away from the append-only file of Redis too.
async function joinAll(wanted: ServerKind[], place: Place): Promise<JoinedServers> {
  const joined: JoinedServers = new Map()
  try {
    for (const kind of wanted) joined.set(kind, await startOrJoin(kind, place))
    return joined
  } catch (error) {
    await stopMine(joined, place)
    throw error
  }
}

async function stop(joined: JoinedServers, place: Place): Promise<void> {
  // A guest leaves without a word: the owner may be gone already, and the data folder with it.
  const guest = [...joined.values()].every(({ mine }) => !mine)
  if (!guest) await withStartLock(place.dataDir, () => stopMine(joined, place))
}

async function stopMine(joined: JoinedServers, { dataDir }: Place): Promise<void> {
  const mine = [...joined].filter(([, { mine }]) => mine)
  await Promise.all(mine.map(([kind, { server }]) => stopServer(kind, dataDir, server)))
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => {
    running ??= work()
    return running
  }
}
