// The queues on a real Redis Cluster of several nodes: the same promises, and what the death of a node means.
import { expect, test } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { aBroker, aNote, type Note, notes } from './a-broker.js'
import { anOwnCluster } from './own-cluster.js'
import type { OwnRedis } from './own-redis.js'

const queue = notes({ shards: 6, attempts: 1 })
const shards = [0, 1, 2, 3, 4, 5]
const aNotePerShard = (text = 'note') => shards.map(shard => aNote(`${text} ${shard}`, shard))
const texts = (text = 'note') => shards.map(shard => `${text} ${shard}`)
const unavailable = { code: 'queue_unavailable' }

// A cluster takes two seconds to come up, so those of all tests do it together.
const clusters = await Promise.all([anOwnCluster(), anOwnCluster(), anOwnCluster(), anOwnCluster()])
const [calm, bereaved, replicated, guarded] = clusters

/** The shards in which jobs wait on this node. */
async function shardsOn(node: OwnRedis): Promise<number[]> {
  const keys = (await node.ask('KEYS', '*:wait')) as string[]
  return keys.map(key => Number(/notes-(\d):wait$/.exec(key)?.[1])).sort()
}

test('all nodes hold shards; every job is handled, fails, is listed and replayed as on one server', async () => {
  const { url, nodes } = calm
  const broker = aBroker({ redisUrl: url })
  await broker.publish(queue, aNotePerShard())
  const held = await Promise.all(nodes.map(shardsOn))
  expect(held.every(list => list.length > 0)).toBe(true)
  expect(held.flat().sort()).toEqual(shards)
  expect(await broker.depth(queue)).toBe(6)

  let broken = true
  const read: string[] = []
  broker.consume(queue, async ({ text }: Note) => {
    if (broken) throw new Error('broken pen')
    read.push(text)
  })
  await eventually(async () => (await broker.failed(queue)).length === 6, { within: 15_000 })
  broken = false
  expect(await broker.replay(queue)).toBe(6)
  await eventually(() => read.length === 6, { within: 15_000 })
  expect(read.sort()).toEqual(texts())
  await eventually(async () => (await broker.depth(queue)) === 0)
})

test('a node that dies takes only its own shards out of service, until it is back', async () => {
  const { url, nodes } = bereaved
  const broker = aBroker({ redisUrl: url })
  await broker.publish(queue, aNotePerShard('before'))
  const [dead, ...others] = nodes
  const lost = await shardsOn(dead!)
  const left = (await Promise.all(others.map(shardsOn))).flat()
  await dead!.kill()

  const read = new Set<string>()
  broker.consume(queue, async ({ text }) => void read.add(text))
  for (const shard of lost) {
    await expect(broker.publish(queue, [aNote('x', shard)])).rejects.toMatchObject(unavailable)
  }
  for (const shard of left) await broker.publish(queue, [aNote(`during ${shard}`, shard)])
  await eventually(() => left.every(shard => read.has(`before ${shard}`) && read.has(`during ${shard}`)))
  await expect(broker.ping()).rejects.toMatchObject(unavailable)
  await expect(broker.depth(queue)).rejects.toMatchObject(unavailable)

  await dead!.start()
  await eventually(() => broker.publish(queue, aNotePerShard('after')).then(() => true), { within: 15_000 })
  await eventually(() => [...texts('before'), ...texts('after')].every(text => read.has(text)), {
    within: 20_000,
  })
  await broker.ping()
})

test('a job counts as published when a replica of its own node has it, and outlives that node', async () => {
  const [master, other] = replicated.nodes
  const broker = aBroker({ redisUrl: replicated.url })
  await broker.publish(queue, aNotePerShard())
  const [shard, elsewhere] = [(await shardsOn(master!))[0]!, (await shardsOn(other!))[0]!]
  await replicated.addReplicaOf(master!)
  const careful = aBroker({ redisUrl: replicated.url, minReplicas: 1 })
  await careful.publish(queue, [aNote('safe', shard)])
  await expect(careful.publish(queue, [aNote('not safe', elsewhere)])).rejects.toMatchObject({
    ...unavailable,
    message: expect.stringContaining('0 of 1 replicas'),
  })

  await master!.kill()
  await eventually(() => broker.publish(queue, [aNote('later', shard)]).then(() => true), { within: 20_000 })
  const read: string[] = []
  broker.consume(queue, async ({ text }) => void read.push(text))
  await eventually(() => read.includes('safe') && read.includes('later'), { within: 15_000 })
  // It has sent nothing since, so nothing has told it who took over.
  await eventually(() => careful.ping().then(() => true), { within: 15_000 })
})

test('every node is asked for its durability, and every connection shows the password', async () => {
  const { url, nodes } = guarded
  expect(await aBroker({ redisUrl: url }).durability()).toEqual([])
  await nodes[2]!.ask('CONFIG', 'SET', 'appendfsync', 'everysec')
  for (const node of nodes) await node.ask('CONFIG', 'SET', 'requirepass', 'p@ss')
  const broker = aBroker({ redisUrl: url.replace('//', '//:p%40ss@') })
  expect(await broker.durability()).toEqual([expect.stringContaining('"appendfsync everysec"')])
  const read: string[] = []
  broker.consume(queue, async ({ text }) => void read.push(text))
  await broker.publish(queue, aNotePerShard())
  await eventually(() => read.length === 6, { within: 15_000 })
  await expect(aBroker({ redisUrl: url }).publish(queue, aNotePerShard())).rejects.toMatchObject(unavailable)
})
