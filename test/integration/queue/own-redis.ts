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

const handedOut = new Set<number>()

/** A free port that nobody else in this process was given: many servers start at the same moment. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (handedOut.has(port)) continue
    handedOut.add(port)
    return port
  }
}

/** Durable as in production: on the file before it answers. */
export async function anOwnRedis(settings: readonly string[] = []): Promise<OwnRedis> {
  const program = await findRedis(() => {})
  if (program.kind !== 'binary')
    throw new Error('this test needs a redis-server or valkey-server on the PATH')
  const dir = await mkdtemp(join(tmpdir(), 'tf-own-redis-'))
  let port = 0
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']
  // By default a master waits five seconds for more replicas before it sends the first one anything.
  const prompt = ['--repl-diskless-sync-delay', '0']
  let child: ChildProcess | undefined

  async function ask(...[command, ...args]: [string, ...string[]]): Promise<unknown> {
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => null, maxRetriesPerRequest: 0 })
    client.on('error', () => {})
    try {
      return await client.call(command, ...args)
    } finally {
      client.disconnect()
    }
  }
  /** False: it ended, because the port was taken meanwhile; another server may answer there. */
  async function launch(): Promise<boolean> {
    const place = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '']
    const launched = spawn(
      program.kind === 'binary' ? program.path : '',
      [...place, ...durable, ...prompt, ...settings],
      { stdio: 'ignore' },
    )
    child = launched
    const ended = once(launched, 'exit').then(() => false)
    const answers = eventually(async () =>
      String(await ask('INFO', 'server')).includes(`process_id:${launched.pid}`),
    )
    const up = answers.then(
      () => true,
      () => false,
    )
    return await Promise.race([ended, up])
  }
  async function start(): Promise<void> {
    if (!(await launch())) throw new Error(`redis-server does not start on port ${port}`)
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
  for (let tries = 1; ; tries++) {
    port = await unusedPort()
    if (await launch()) break
    if (tries === 5) throw new Error('redis-server does not start')
  }
  return { url: `redis://127.0.0.1:${port}`, port, kill, start, ask }
}
