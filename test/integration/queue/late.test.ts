// How old the oldest job of a queue is, also while what came of it is on its way elsewhere.
import { expect, test } from 'vitest'
import type { Broker, QueueSpec } from '../../../src/platform/queue/index.js'
import { eventually } from '../../support/eventually.js'
import { aBroker, aNote, type Note, notes } from './a-broker.js'
import { anOwnRedis, type OwnRedis } from './own-redis.js'

const from = notes({ handsOn: true })
const to = notes({ name: 'handed' })
const hourMs = 3_600_000

interface World {
  readonly redis: OwnRedis
  readonly broker: Broker
}

async function aWorld(): Promise<World> {
  const redis = await anOwnRedis()
  return { redis, broker: aBroker({ redisUrl: redis.url }) }
}

/** Publishes a job in shard 1, as if that had been an hour ago. */
async function publishLate({ redis, broker }: World, queue: QueueSpec<Note>, text: string): Promise<Date> {
  await broker.publish(queue, [aNote(text, 1)])
  const at = new Date(Date.now() - hourMs)
  const key = `{own-${queue.name}-1}:${queue.name}-1:`
  const [id] = (await redis.ask('LRANGE', `${key}wait`, '0', '-1')) as string[]
  await redis.ask('HSET', `${key}${id}`, 'timestamp', String(at.getTime()))
  return at
}

test('the oldest job is found while it waits, is in hand and is put off; and none where nothing waits', async () => {
  const world = await aWorld()
  const { broker } = world
  const queue = notes({ backoffMs: 100 })
  expect(await broker.oldest(queue)).toBeNull()
  await broker.publish(queue, [aNote('a', 0)])
  const at = await publishLate(world, queue, 'b')
  expect(await broker.oldest(queue)).toEqual(at)

  const attempts: number[] = []
  let finish = () => {}
  broker.consume(queue, async ({ text }, { attempt }) => {
    if (text === 'a') return
    attempts.push(attempt)
    if (attempt === 1) throw new Error('not yet')
    await new Promise<void>(resolve => {
      finish = resolve
    })
  })
  await eventually(() => attempts.length === 2)
  expect(await broker.oldest(queue)).toEqual(at)
  finish()
  await eventually(async () => (await broker.depth(queue)) === 0)
  expect(await broker.oldest(queue)).toBeNull()
})

test('a late job counts until what it handed on would be late itself', async () => {
  const world = await aWorld()
  const { broker } = world
  const at = await publishLate(world, from, 'a')
  broker.consume(from, async ({ text }) => await broker.publish(to, [aNote(text)]))
  await eventually(async () => (await broker.depth(to)) === 1)
  await eventually(async () => (await broker.depth(from)) === 0)
  expect(await broker.oldest(from)).toEqual(at)
  await eventually(async () => (await broker.oldest(from)) === null, { within: 10_000 })
  expect(Date.now() - (await broker.oldest(to))!.getTime()).toBeGreaterThan(2_000)
})

test('a job that was not late leaves no trace, nor does one that hands nothing on', async () => {
  const world = await aWorld()
  const { broker } = world
  const handsNothingOn = notes({ name: 'last' })
  await broker.publish(from, [aNote('a', 1)])
  await publishLate(world, handsNothingOn, 'b')
  for (const queue of [from, handsNothingOn]) {
    broker.consume(queue, async () => {})
    await eventually(async () => (await broker.depth(queue)) === 0)
    expect(await broker.oldest(queue)).toBeNull()
  }
})
