// Tokens that all processes share, on a real Redis and by its clock: never more than there are.
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { daysOf, paceOf } from '../../../src/dispatch/pacing/limits.js'
import type { Broker, TokenDays, TokenPace } from '../../../src/platform/queue/index.js'
import { aRedis } from '../../support/redis.js'
import { untilOver } from '../../support/until-over.js'
import { aBroker } from './a-broker.js'
import { anOwnCluster } from './own-cluster.js'
import { anOwnRedis } from './own-redis.js'

const day = 86_400_000
const today = (): number => Math.floor(Date.now() / day)
const pace = (change: Partial<TokenPace> = {}): TokenPace => ({
  name: 'rate',
  everyMs: 60_000,
  roomMs: 120_000,
  slackMs: 120_000,
  ...change,
})
const days = (change: Partial<TokenDays> = {}): TokenDays => ({
  name: 'days',
  firstDay: today(),
  perDay: [3],
  ...change,
})

/** Connections of several processes to one Redis. */
function several(count: number): Broker[] {
  const { url, prefix } = aRedis()
  return Array.from({ length: count }, () => aBroker({ redisUrl: url, prefix }))
}

async function taken(
  broker: Broker,
  times: number,
  limit: TokenPace | TokenDays,
  group = 'g',
): Promise<number> {
  const takes = await Promise.all(Array.from({ length: times }, () => broker.takeTokens(group, [limit])))
  return takes.filter(take => take.taken).length
}

interface Hammered {
  /** When each was taken, at the earliest and at the latest. */
  readonly tokens: [number, number][]
  /** How long those were told to wait who got none. */
  readonly waits: number[]
}

/** All take and take again until they have so many together. */
async function hammer(brokers: readonly Broker[], limit: TokenPace, count: number): Promise<Hammered> {
  const [tokens, waits]: [Hammered['tokens'], Hammered['waits']] = [[], []]
  const takeOn = async (broker: Broker): Promise<void> => {
    while (tokens.length < count) {
      const before = performance.now()
      const take = await broker.takeTokens('g', [limit])
      if (take.taken) tokens.push([before, performance.now()])
      else waits.push(take.waitMs)
    }
  }
  await Promise.all(brokers.map(takeOn))
  return { tokens: tokens.sort(([, a], [, b]) => a - b), waits }
}

describe('a bucket', () => {
  test('gives what is in it to whoever comes first, and then says how long to wait', async () => {
    const [one, other] = several(2)
    expect((await taken(one!, 5, pace())) + (await taken(other!, 5, pace()))).toBe(3)
    const refused = await one!.takeTokens('g', [pace()])
    expect(refused).toMatchObject({ taken: false, limit: 0 })
    const { waitMs } = refused as { waitMs: number }
    expect(waitMs).toBeGreaterThan(50_000)
    expect(waitMs).toBeLessThanOrEqual(60_000)
  })

  test('leaves something to those who may use it up', async () => {
    const [broker] = several(1)
    expect(await taken(broker!, 5, pace({ slackMs: 60_000 }))).toBe(2)
    expect(await taken(broker!, 5, pace())).toBe(1)
  })

  test('of another name or group is another', async () => {
    const [broker] = several(1)
    expect(await taken(broker!, 5, pace())).toBe(3)
    expect(await taken(broker!, 5, pace({ name: 'other' }))).toBe(3)
    expect(await taken(broker!, 5, pace(), 'other')).toBe(3)
  })

  test.each(['transactional', 'marketing'] as const)(
    'never gives more than its rate in any second, however many processes take at once (%s)',
    async category => {
      const limit = paceOf('rate', { max: 40, per: '1s' }, { category })
      const { tokens, waits } = await hammer(several(6), limit, 80)
      const spans = tokens.slice(40).map(([, latest], index) => latest - tokens[index]![0])
      expect(Math.min(...spans)).toBeGreaterThanOrEqual(1_000)
      // And what may be used is used: nine tenths, as long as somebody asks.
      expect(Math.max(...waits)).toBeLessThanOrEqual(Math.ceil(1_000 / 36))
    },
  )
})

describe('several limits', () => {
  test('give a token each, or none: a refusal by one costs the other nothing', async () => {
    const [broker] = several(1)
    const [wide, narrow] = [pace({ name: 'wide' }), pace({ name: 'narrow', slackMs: 0 })]
    const takes = []
    for (let n = 0; n < 4; n++) takes.push(await broker!.takeTokens('g', [wide, narrow]))
    expect(takes.map(take => take.taken)).toEqual([true, false, false, false])
    expect(takes[1]).toMatchObject({ limit: 1 })
    expect(await taken(broker!, 5, wide)).toBe(2)
  })
})

describe('a plan by days', () => {
  test('gives what is planned for today, and then says to wait until tomorrow', async () => {
    const [one, other] = several(2)
    const limit = days({ firstDay: today() - 1, perDay: [1, 4, 9] })
    const counts = await Promise.all([taken(one!, 5, limit), taken(other!, 5, limit)])
    expect(counts[0]! + counts[1]!).toBe(4)
    const { waitMs } = (await one!.takeTokens('g', [limit])) as { waitMs: number }
    expect(Math.abs(waitMs - ((today() + 1) * day - Date.now()))).toBeLessThan(60_000)
  })

  test('that is over limits nothing, and one that has not begun gives nothing', async () => {
    const [broker] = several(1)
    expect(await taken(broker!, 9, days({ firstDay: today() - 1, perDay: [1] }))).toBe(9)
    expect(await taken(broker!, 9, days({ name: 'next', firstDay: today() + 2 }))).toBe(0)
  })

  test('leaves a tenth of the day to what belongs to an order', async () => {
    const [broker] = several(1)
    const plan = { from: new Date(today() * day).toISOString().slice(0, 10), perDay: [30] }
    expect(await taken(broker!, 40, daysOf(plan, { category: 'marketing' }))).toBe(27)
    expect(await taken(broker!, 40, daysOf(plan, { category: 'transactional' }))).toBe(3)
  })
})

test('a Redis that came back empty has forgotten the script, and is told it again', async () => {
  const own = await anOwnRedis([])
  const broker = aBroker({ redisUrl: own.url })
  expect(await taken(broker, 1, pace())).toBe(1)
  const redis = new Redis(own.url)
  untilOver(async () => redis.disconnect())
  await redis.script('FLUSH')
  expect(await taken(broker, 4, pace())).toBe(2)
})

test('a clock that was put back does not lock a bucket', async () => {
  const { url, prefix } = aRedis()
  const broker = aBroker({ redisUrl: url, prefix })
  const redis = new Redis(url)
  untilOver(async () => redis.disconnect())
  await redis.set(`{${prefix}-tokens-g}:rate`, `${(Date.now() + day) * 1_000}`)
  const { waitMs } = (await broker.takeTokens('g', [pace({ everyMs: 40, roomMs: 80, slackMs: 80 })])) as {
    waitMs: number
  }
  expect(waitMs).toBeLessThanOrEqual(40)
})

test('what is full again is forgotten', async () => {
  const { url, prefix } = aRedis()
  const broker = aBroker({ redisUrl: url, prefix })
  await taken(broker, 1, pace())
  const redis = new Redis(url)
  untilOver(async () => redis.disconnect())
  const left = await redis.pttl(`{${prefix}-tokens-g}:rate`)
  expect(left).toBeGreaterThan(50_000)
  expect(left).toBeLessThanOrEqual(60_000)
})

test('a Redis that is away is said to be', async () => {
  const broker = aBroker({ redisUrl: 'redis://127.0.0.1:1', prefix: 'x' })
  await expect(broker.takeTokens('g', [pace()])).rejects.toMatchObject({ code: 'queue_unavailable' })
})

test('on a cluster the limits of a sender are in one slot', async () => {
  const { url } = await anOwnCluster()
  const broker = aBroker({ redisUrl: url })
  for (const group of ['a', 'b', 'c', 'd'])
    expect(await broker.takeTokens(group, [pace(), pace({ name: 'domain:x' }), days()])).toMatchObject({
      taken: true,
    })
})
