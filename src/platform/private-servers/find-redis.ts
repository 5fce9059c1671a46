// Which Redis can be started here: one on the PATH, one the package manager adds without a question, or a container.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { installRedis, redisInstallCommand } from './install-redis.js'
import { whereIs } from './where-is.js'

const execute = promisify(execFile)

export type RedisProgram = { kind: 'binary'; path: string } | { kind: 'docker' }

export async function findRedis(say: (line: string) => void): Promise<RedisProgram> {
  const path = (await redisOnPath()) ?? ((await installRedis(say)) ? await redisOnPath() : undefined)
  if (path) return { kind: 'binary', path }
  if (await dockerAnswers()) return { kind: 'docker' }
  throw new Error(`no Redis: set REDIS_URL, or install one with "${await redisInstallCommand()}"`)
}

async function redisOnPath(): Promise<string | undefined> {
  for (const name of ['redis-server', 'valkey-server']) {
    const path = await whereIs(name)
    if (path) return path
  }
}

// The client alone is no proof: it is often installed where no engine runs.
async function dockerAnswers(): Promise<boolean> {
  try {
    await execute('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 })
    return true
  } catch {
    return false
  }
}
