// A Redis of the test's own, to be killed, filled up and restarted on the same data. The shared one must not suffer that.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { findRedis } from '../../../src/platform/private-servers/find-redis.js'
import { freePort } from '../../../src/platform/private-servers/free-port.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'

export interface OwnRedis {
  readonly url: string
  readonly port: number
  /** With SIGKILL: what is not on its file is gone. */
  kill(): Promise<void>
  start(): Promise<void>
  ask(...command: [string, ...string[]]): Promise<unknown>
}

/** Durable as in production: on the file before it answers. */
export async function anOwnRedis(settings: readonly string[] = []): Promise<OwnRedis> {
  const program = await findRedis(() => {})
  if (program.kind !== 'binary')
    throw new Error('this test needs a redis-server or valkey-server on the PATH')
  const dir = await mkdtemp(join(tmpdir(), 'tf-own-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '']
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']
  // By default a master waits five seconds for more replicas before it sends the first one anything.
  const prompt = ['--repl-diskless-sync-delay', '0']
  let child: ChildProcess | undefined

  async function ask(...[command, ...args]: [string, ...string[]]): Promise<unknown> {
    const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 })
    client.on('error', () => {})
    try {
      return await client.call(command, ...args)
    } finally {
      client.disconnect()
    }
  }
  async function start(): Promise<void> {
    child = spawn(
      program.kind === 'binary' ? program.path : '',
      [...place, ...durable, ...prompt, ...settings],
      {
        stdio: 'ignore',
      },
    )
    await eventually(async () => (await ask('PING')) === 'PONG')
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  untilOver(async () => {
    await kill()
    await rm(dir, { recursive: true, force: true })
  })
  await start()
  return { url, port, kill, start, ask }
}
