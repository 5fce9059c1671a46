// A private Redis on 127.0.0.1 that keeps what it acknowledged: every write is on its append-only file first.
// Must not put the password on a command line: the settings go in through standard input.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, mkdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { findRedis } from './find-redis.js'
import { launch } from './launch.js'
import type { ProcessMark } from './process-mark.js'
import { redisAnswers } from './redis-ping.js'
import { accountFor, runAs } from './run-as.js'
import type { PreparedServer, ServerKind, StartRequest } from './server-kind.js'

const execute = promisify(execFile)
const IMAGE = 'redis:7'

export const redis: ServerKind = {
  name: 'redis',
  stopSignal: 'SIGTERM',
  keepsPassword: false,
  startLimitMs: 300_000,
  prepare,
  answers: redisAnswers,
}

async function prepare(request: StartRequest): Promise<PreparedServer> {
  const program = await findRedis(request.say)
  const start = program.kind === 'docker' ? inContainer(request) : asProcess(request, program.path)
  return {
    async launch(port) {
      return { process: await start(port), url: `redis://:${request.password}@127.0.0.1:${port}` }
    },
  }
}

function asProcess(request: StartRequest, path: string): (port: number) => Promise<ProcessMark> {
  const { folder, log } = request
  const account = accountFor(folder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (account) chownSync(folder, account.uid, account.gid)
  return port =>
    launch({
      ...runAs(account, path, ['-'], [folder]),
      log,
      input: settings(request, { bind: '127.0.0.1', port: String(port), dir: JSON.stringify(folder) }),
    })
}

// The docker client stays in the foreground and hands signals on, so it stands for the server in every respect but one:
// killed, it leaves the container behind. Hence the fixed name, freed before each start: never two servers on one file.
function inContainer(request: StartRequest): (port: number) => Promise<ProcessMark> {
  const { folder, log } = request
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = `triggerfish-redis-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`
  const user = process.getuid ? ['--user', `${process.getuid()}:${process.getgid?.()}`] : []
  return async port => {
    await execute('docker', ['rm', '--force', name]).catch(() => {}) // older clients fail where there is none
    const place = ['--publish', `127.0.0.1:${port}:6379`, '--volume', `${folder}:/data`]
    const args = [
      'run',
      '--rm',
      '--interactive',
      '--name',
      name,
      ...user,
      ...place,
      IMAGE,
      'redis-server',
      '-',
    ]
    request.say(`Redis is not installed; starting it with Docker (${IMAGE})`)
    return launch({
      command: 'docker',
      args,
      log,
      input: settings(request, { dir: '/data' }),
      inheritEnvironment: true,
    })
  }
}

function settings({ password, durable }: StartRequest, place: Record<string, string>): string {
  const all = {
    ...place,
    requirepass: password,
    appendonly: 'yes',
    appendfsync: durable ? 'always' : 'no',
    // The append-only file holds everything; snapshots beside it would only cost.
    save: '""',
    // A queue must refuse when full, never forget.
    'maxmemory-policy': 'noeviction',
  }
  return Object.entries(all)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('')
}
