// A numbered database of the tests' Redis, emptied first: for programs, which take a REDIS_URL and no prefix.
import { Redis } from 'ioredis'
import { inject } from 'vitest'

/** Each test file that uses one has a number of its own, from 1 to 15. */
export async function aRedisDatabase(number: number): Promise<string> {
  const url = new URL(inject('redisUrl'))
  url.pathname = `/${number}`
  const redis = new Redis(url.href)
  await redis.flushdb()
  redis.disconnect()
  return url.href
}
