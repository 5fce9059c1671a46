// Adds Redis with the machine's package manager, only where that asks nobody anything, and never without saying so.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { whereIs } from './where-is.js'

const execute = promisify(execFile)

interface Manager {
  tool: string
  /** Homebrew refuses root, the others need it. */
  asRoot: boolean
  /** Tells what to type by hand, and what is run. */
  command: string
  /** Runs instead when the command failed. */
  otherwise?: string
}

const MANAGERS: Manager[] = [
  {
    tool: 'apt-get',
    asRoot: true,
    command: 'apt-get install -y redis-server',
    otherwise: 'apt-get update && apt-get install -y redis-server',
  },
  // Fedora dropped Redis for its fork Valkey, older releases have only Redis.
  { tool: 'dnf', asRoot: true, command: 'dnf install -y redis', otherwise: 'dnf install -y valkey' },
  { tool: 'apk', asRoot: true, command: 'apk add redis' },
  { tool: 'brew', asRoot: false, command: 'brew install redis' },
]

/** True when a package manager said that it worked. */
export async function installRedis(say: (line: string) => void): Promise<boolean> {
  const manager = await presentManager()
  if (!manager || manager.asRoot !== (process.getuid?.() === 0)) return false
  say(`Redis is not installed; installing it now: ${manager.command}`)
  const commands = [manager.command, manager.otherwise].filter(command => command !== undefined)
  for (const command of commands) {
    if (await succeeds(command)) return true
  }
  say('That did not work.')
  return false
}

/** What a person would type here. */
export async function redisInstallCommand(): Promise<string> {
  const manager = await presentManager()
  if (!manager)
    return 'docker run -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --appendfsync always'
  return manager.asRoot ? `sudo ${manager.command}` : manager.command
}

async function presentManager(): Promise<Manager | undefined> {
  for (const manager of MANAGERS) {
    if (await whereIs(manager.tool)) return manager
  }
}

async function succeeds(command: string): Promise<boolean> {
  try {
    await execute('/bin/sh', ['-c', `export DEBIAN_FRONTEND=noninteractive; ${command}`], {
      maxBuffer: 1 << 26,
    })
    return true
  } catch {
    return false
  }
}
