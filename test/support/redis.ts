// A corner of the tests' Redis: a prefix that no other test uses, emptied in the end. Must never flush: others share it.
// A test that breaks Redis itself starts its own with ensureServers.
import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { untilOver } from './until-over.js'

export interface TestRedis {
  url: string
  prefix: string
}

export function aRedis(): TestRedis {
  const corner = { url: inject('redisUrl'), prefix: `t-${randomBytes(6).toString('hex')}` }
  untilOver(() => empty(corner))
  return corner
}

async function empty({ url, prefix }: TestRedis): Promise<void> {
  const redis = new Redis(url)
  try {
    // Also inside the braces of a cluster's hash tag.
    for await (const keys of redis.scanStream({ match: `*${prefix}*`, count: 1_000 })) {
      if (keys.length > 0) await redis.unlink(keys)
    }
  } finally {
    redis.disconnect()
  }
}
