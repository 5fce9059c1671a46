// A Redis Cluster of the test's own: three nodes, each with a third of the slots. Replicas only where asked for.
import { eventually } from '../../support/eventually.js'
import { anOwnRedis, type OwnRedis, unusedPort } from './own-redis.js'

export interface OwnCluster {
  /** Names only two of the nodes. */
  readonly url: string
  readonly nodes: readonly OwnRedis[]
  addReplicaOf(node: OwnRedis): Promise<OwnRedis>
}

interface Node {
  readonly redis: OwnRedis
  readonly busPort: number
}

const slots = 16_384

export async function anOwnCluster(): Promise<OwnCluster> {
  const nodes = await Promise.all([aNode(), aNode(), aNode()])
  const first = nodes[0]!.redis
  for (const [index, { redis }] of nodes.entries()) {
    await redis.ask('CLUSTER', 'ADDSLOTSRANGE', ...thirdOfSlots(index))
    // Otherwise the nodes would first have to settle who comes before whom.
    await redis.ask('CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`)
  }
  for (const node of nodes.slice(1)) await meet(first, node)
  for (const { redis } of nodes) await eventually(() => isComplete(redis), { within: 15_000 })
  return {
    url: `redis+cluster://${nodes.slice(0, 2).map(({ redis }) => `127.0.0.1:${redis.port}`)}`,
    nodes: nodes.map(({ redis }) => redis),
    async addReplicaOf(master) {
      const node = await aNode()
      await meet(master, node)
      const id = String(await master.ask('CLUSTER', 'MYID'))
      await eventually(() => node.redis.ask('CLUSTER', 'REPLICATE', id))
      await eventually(() => says(node.redis, 'INFO', 'replication', /master_link_status:up/))
      return node.redis
    },
  }
}

async function aNode(): Promise<Node> {
  // A port of its own for the bus, because the usual one, 10000 higher, may be none.
  const busPort = await unusedPort()
  const settings = {
    enabled: 'yes',
    port: `${busPort}`,
    'node-timeout': '1000',
    'require-full-coverage': 'no',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--cluster-${name}`, value])
  return { redis: await anOwnRedis(args), busPort }
}

const thirdOfSlots = (index: number): [string, string] => [
  `${Math.floor((index * slots) / 3)}`,
  `${Math.floor(((index + 1) * slots) / 3) - 1}`,
]

const meet = (one: OwnRedis, { redis, busPort }: Node) =>
  one.ask('CLUSTER', 'MEET', '127.0.0.1', `${redis.port}`, `${busPort}`)

const isComplete = async (node: OwnRedis): Promise<boolean> =>
  (await says(node, 'CLUSTER', 'INFO', /cluster_state:ok/)) &&
  (await says(node, 'CLUSTER', 'INFO', /cluster_slots_ok:16384/))

const says = async (node: OwnRedis, command: string, about: string, pattern: RegExp): Promise<boolean> =>
  pattern.test(String(await node.ask(command, about)))
