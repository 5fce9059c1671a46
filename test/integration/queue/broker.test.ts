// What the rest of the program may rely on in queues, on a real Redis.
import { describe, expect, onTestFinished, test } from 'vitest'
import { allQueues, messageQueues } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { aRedis } from '../../support/redis.js'
import { aBroker, aNote, type Note, notes } from './a-broker.js'
import { aWayTo } from './cut-off.js'
import { anOwnRedis } from './own-redis.js'

/** A handler that writes down what it was given. */
function aReader() {
  const read: { text: string; shard: number; attempt: number }[] = []
  const handle = async ({ text }: Note, { shard, attempt }: { shard: number; attempt: number }) => {
    read.push({ text, shard, attempt })
  }
  return { read, texts: () => read.map(note => note.text).sort(), handle }
}

describe('a published job', () => {
  test('is handled with its payload, once, in its shard', async () => {
    const broker = aBroker()
    const { read, handle } = aReader()
    await broker.publish(notes(), [aNote('a', 0), aNote('b', 1), aNote('c', 1)])
    expect(await broker.depth(notes())).toBe(3)
    broker.consume(notes(), handle)
    await eventually(async () => (await broker.depth(notes())) === 0)
    expect(read.sort((a, b) => a.text.localeCompare(b.text))).toEqual([
      { text: 'a', shard: 0, attempt: 1 },
      { text: 'b', shard: 1, attempt: 1 },
      { text: 'c', shard: 1, attempt: 1 },
    ])
  })

  test('leaves nothing behind when it is done', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    await broker.publish(notes(), [aNote('private matter')])
    broker.consume(notes(), async () => {})
    await eventually(async () => (await broker.depth(notes())) === 0)
    const keys = (await own.ask('KEYS', '*')) as string[]
    const leftOver = keys.filter(key => !/:(events|meta|stalled-check|marker|id)$/.test(key))
    expect(leftOver).toEqual([])
    expect(JSON.stringify(await own.ask('XRANGE', '{own-notes-0}:notes-0:events', '-', '+'))).not.toContain(
      'private',
    )
  })

  test('with an id of its own is not doubled while it waits, and can come again when it is done', async () => {
    const broker = aBroker()
    const queue = notes({ jobId: ({ text }) => `note-${text}` })
    const { texts, handle } = aReader()
    await broker.publish(queue, [aNote('a'), aNote('a'), aNote('b')])
    await broker.publish(queue, [aNote('a')])
    expect(await broker.depth(queue)).toBe(2)
    broker.consume(queue, handle)
    await eventually(async () => (await broker.depth(queue)) === 0)
    await broker.publish(queue, [aNote('a')])
    await eventually(() => texts().length === 3)
    expect(texts()).toEqual(['a', 'a', 'b'])
  })

  test('for a shard that does not exist is an error of the program', async () => {
    await expect(aBroker().publish(notes(), [aNote('a', 2)])).rejects.toThrow('has no shard 2')
  })
})

test('many publications at once are no leak, of which Node would warn on the screen of a command', async () => {
  const warnings: string[] = []
  const listen = ({ message }: Error) => warnings.push(message)
  process.on('warning', listen)
  onTestFinished(() => {
    process.off('warning', listen)
  })
  const broker = aBroker()
  await Promise.all(Array.from({ length: 12 }, (_, n) => broker.publish(notes(), [aNote(`${n}`, n % 2)])))
  await new Promise(resolve => setImmediate(resolve))
  expect(warnings).toEqual([])
})

describe('a job that fails', () => {
  test('is tried again until it works', async () => {
    const broker = aBroker()
    const attempts: number[] = []
    await broker.publish(notes(), [aNote('a')])
    broker.consume(notes(), async (_note, { attempt }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error(`not yet ${attempt}`)
    })
    await eventually(async () => (await broker.depth(notes())) === 0)
    expect(attempts).toEqual([1, 2, 3])
    expect(broker.failures.map(({ attempt, final, error }) => [attempt, final, error.message])).toEqual([
      [1, false, 'not yet 1'],
      [2, false, 'not yet 2'],
    ])
    expect(await broker.failed(notes())).toEqual([])
  })

  test('for good is kept with its reason, does not hold up others, and can be replayed', async () => {
    const broker = aBroker()
    const { texts, handle } = aReader()
    let broken = true
    await broker.publish(notes(), [aNote('bad', 1), aNote('good', 1), aNote('worse', 0)])
    broker.consume(notes(), async (note, job) => {
      if (broken && note.text !== 'good') throw new Error('broken pen')
      await handle(note, job)
    })
    await eventually(async () => (await broker.failed(notes())).length === 2)
    expect(texts()).toEqual(['good'])
    const failed = await broker.failed(notes())
    expect(failed).toMatchObject([
      { shard: 0, payload: { text: 'worse' }, reason: 'broken pen', failedAt: expect.any(Date) },
      { shard: 1, payload: { text: 'bad' }, reason: 'broken pen' },
    ])
    expect(await broker.depth(notes())).toBe(0)

    broken = false
    expect(await broker.replay(notes(), [failed[1]?.id ?? '', 'no-such-job'])).toBe(1)
    await eventually(() => texts().length === 2)
    expect(await broker.replay(notes())).toBe(1)
    await eventually(() => texts().length === 3)
    expect(texts()).toEqual(['bad', 'good', 'worse'])
    expect(await broker.failed(notes())).toEqual([])
    expect(await broker.replay(notes())).toBe(0)
  })

  test('for good again after a replay has had a full set of attempts again', async () => {
    const broker = aBroker()
    await broker.publish(notes({ attempts: 2 }), [aNote('a')])
    broker.consume(notes({ attempts: 2 }), async () => {
      throw new Error('no')
    })
    await eventually(() => broker.failures.some(failure => failure.final))
    await broker.replay(notes())
    await eventually(() => broker.failures.filter(failure => failure.final).length === 2)
    expect(broker.failures.map(failure => failure.attempt)).toEqual([1, 2, 1, 2])
  })

  test('is dropped where its queue keeps none, so that its id is free', async () => {
    const broker = aBroker()
    const queue = notes({ attempts: 1, keepFailed: false, jobId: ({ text }) => `note-${text}` })
    await broker.publish(queue, [aNote('a')])
    broker.consume(queue, async () => {
      throw new Error('no')
    })
    await eventually(() => broker.failures.length === 1)
    await broker.publish(queue, [aNote('a')])
    await eventually(() => broker.failures.length === 2)
    expect(await broker.failed(queue)).toEqual([])
  })

  test('because its payload makes no sense fails at once and is kept', async () => {
    const broker = aBroker()
    const { texts, handle } = aReader()
    await broker.publish(notes(), [{ payload: { txt: 1 } as unknown as Note }, aNote('good')])
    broker.consume(notes(), handle)
    await eventually(async () => (await broker.failed(notes())).length === 1)
    expect(broker.failures).toMatchObject([{ attempt: 1, final: true, queue: 'notes' }])
    await eventually(() => texts().length === 1)
    expect(await broker.failed(notes())).toMatchObject([{ payload: { txt: 1 } }])
  })
})

describe('a consumer', () => {
  test('that closes takes no more jobs and waits for those in hand', async () => {
    const broker = aBroker()
    const queue = notes({ shards: 1, concurrency: 1 })
    let release = () => {}
    let finished = false
    let started = false
    await broker.publish(queue, [aNote('a'), aNote('b')])
    const consumer = broker.consume(queue, async () => {
      started = true
      await new Promise<void>(resolve => {
        release = resolve
      })
      finished = true
    })
    await eventually(() => started)
    const closed = consumer.close()
    release()
    await closed
    expect(finished).toBe(true)
    expect(await broker.depth(queue)).toBe(1)
    expect(broker.failures).toEqual([])
  })

  test('that is cut off loses its jobs to another one soon, without their counting as failed', async () => {
    const redis = aRedis()
    const way = await aWayTo(redis.url)
    const dead = aBroker({ redisUrl: way.url, prefix: redis.prefix })
    const alive = aBroker({ redisUrl: redis.url, prefix: redis.prefix })
    const queue = notes({ shards: 1, attempts: 1 })
    let taken = false
    let release = () => {}
    dead.consume(queue, async () => {
      taken = true
      await new Promise<void>(resolve => {
        release = resolve
      })
    })
    await alive.publish(queue, [aNote('a')])
    await eventually(() => taken)
    await way.cut()
    const { read, handle } = aReader()
    alive.consume(queue, handle)
    await eventually(() => read.length === 1, { within: 10_000 })
    await eventually(async () => (await alive.depth(queue)) === 0)
    expect(read).toEqual([{ text: 'a', shard: 0, attempt: 1 }])
    expect(await alive.failed(queue)).toEqual([])
    release()
  })

  test('closes also while Redis is away, and when it never was there', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const consumer = broker.consume(notes(), async () => {})
    await broker.publish(notes(), [aNote('a')])
    await eventually(async () => (await broker.depth(notes())) === 0)
    await own.kill()
    await consumer.close()
    await broker.consume(notes(), async () => {}).close()
  })
})

describe('when Redis', () => {
  test('is killed, publishing fails within seconds; what was published is still there when it is back', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { texts, handle } = aReader()
    await broker.publish(notes(), [aNote('before', 1)])
    await own.kill()
    await expect(broker.publish(notes(), [aNote('during')])).rejects.toMatchObject({
      code: 'queue_unavailable',
    })
    await expect(broker.ping()).rejects.toMatchObject({ code: 'queue_unavailable' })
    await own.start()
    await eventually(() => broker.publish(notes(), [aNote('after')]).then(() => true))
    broker.consume(notes(), handle)
    await eventually(() => texts().length >= 2)
    expect(texts()).toEqual(['after', 'before'])
  })

  test('was not there at the start, everything works as soon as it is', async () => {
    const own = await anOwnRedis()
    await own.kill()
    const broker = aBroker({ redisUrl: own.url })
    const { texts, handle } = aReader()
    broker.consume(notes(), handle)
    await expect(broker.publish(notes(), [aNote('early')])).rejects.toMatchObject({
      code: 'queue_unavailable',
    })
    await own.start()
    await eventually(() => broker.publish(notes(), [aNote('late')]).then(() => true))
    await eventually(() => texts().length === 1, { within: 10_000 })
  })

  test('restarts under a consumer, the consumer goes on by itself', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { texts, handle } = aReader()
    broker.consume(notes(), handle)
    await broker.publish(notes(), [aNote('a')])
    await eventually(() => texts().length === 1)
    await own.kill()
    await own.start()
    await eventually(() => broker.publish(notes(), [aNote('b')]).then(() => true))
    await eventually(() => texts().length === 2, { within: 15_000 })
  })

  test('is full, publishing fails; publishing again when there is room stores every job once', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const queue = notes({ jobId: ({ text }) => `note-${text.split(' ')[0]}` })
    const jobs = Array.from({ length: 3_000 }, (_, n) => aNote(`n${n} ${'x'.repeat(1_000)}`, n % 2))
    const used = /used_memory:(\d+)/.exec(String(await own.ask('INFO', 'memory')))?.[1]
    await own.ask('CONFIG', 'SET', 'maxmemory', String(Number(used) + 3_000_000))
    await expect(broker.publish(queue, jobs)).rejects.toMatchObject({
      code: 'queue_unavailable',
      message: expect.stringContaining('OOM'),
    })
    expect(await broker.depth(queue)).toBeLessThan(3_000)
    await own.ask('CONFIG', 'SET', 'maxmemory', '0')
    await broker.publish(queue, jobs)
    expect(await broker.depth(queue)).toBe(3_000)
  })

  test('came back empty, new jobs are handled all the same', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url })
    const { texts, handle } = aReader()
    broker.consume(notes(), handle)
    await broker.publish(notes(), [aNote('a')])
    await eventually(() => texts().length === 1)
    await own.ask('FLUSHALL')
    await own.ask('SCRIPT', 'FLUSH')
    await eventually(() => broker.publish(notes(), [aNote('b')]).then(() => true))
    await eventually(() => texts().length === 2, { within: 15_000 })
  })

  test('has too few replicas, a job does not count as published', async () => {
    const own = await anOwnRedis()
    const broker = aBroker({ redisUrl: own.url, minReplicas: 1 })
    await expect(broker.publish(notes(), [aNote('a')])).rejects.toMatchObject({
      code: 'queue_unavailable',
      message: expect.stringContaining('0 of 1 replicas'),
    })
    const replica = await anOwnRedis()
    await replica.ask('REPLICAOF', '127.0.0.1', String(own.port))
    await eventually(
      async () => String(await replica.ask('INFO', 'replication')).includes('master_link_status:up'),
      { within: 20_000 },
    )
    await broker.publish(notes(), [aNote('b')])
    expect(await replica.ask('LLEN', '{own-notes-0}:notes-0:wait')).toBe(2)
  })
})

describe('durability', () => {
  test('is good with an append-only file, written before the answer, and no eviction', async () => {
    expect(await aBroker({ redisUrl: (await anOwnRedis()).url }).durability()).toEqual([])
  })

  test('what could lose accepted events is said in words', async () => {
    const own = await anOwnRedis([
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'allkeys-lru',
      '--appendfsync',
      'everysec',
    ])
    expect(await aBroker({ redisUrl: own.url }).durability()).toEqual([
      'Redis has "appendonly no", not "appendonly yes": a crash or restart of Redis loses every waiting event',
      'Redis has "appendfsync everysec", not "appendfsync always": a power cut loses events of the last second that were already acknowledged',
      'Redis has "maxmemory-policy allkeys-lru", not "maxmemory-policy noeviction": a full Redis silently throws waiting events away',
    ])
  })

  test('a server that forbids the question is not complained about', async () => {
    const own = await anOwnRedis(['--rename-command', 'CONFIG', ''])
    expect(await aBroker({ redisUrl: own.url }).durability()).toEqual([])
  })
})

test('the queues of the product have names, ids and shards that Redis and bullmq can take', () => {
  expect(allQueues.map(queue => queue.name)).toEqual([
    'events',
    'webhooks',
    'shop-data',
    'reports',
    'early-reports',
    'email-first',
    'sms-first',
    'email',
    'sms',
  ])
  // Or an opt-out that waited there would be overtaken on its way through the next queue by what it takes back.
  expect(allQueues.filter(({ handsOn }) => handsOn).map(({ name }) => name)).toEqual([
    'webhooks',
    'reports',
    'early-reports',
  ])
  const messageId = '0193a5f0-0000-7000-8000-000000000000'
  expect(messageQueues.sms.marketing.jobId?.({ messageId, attempt: 2 })).toBe(`${messageId}-2`)
  expect(messageQueues.email.transactional.payload.safeParse({ messageId: 'x', attempt: 0 }).success).toBe(
    false,
  )
})
