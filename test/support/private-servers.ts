// Private servers for the tests about them: in a folder of their own, started by the test or by another program.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensureServers, type Servers } from '../../src/platform/private-servers/index.js'
import { type Program, startProgram } from './process.js'
import { transpiled } from './transpiled.js'
import { untilOver } from './until-over.js'

const run = promisify(execFile)

/** A data folder; whatever runs in it is stopped in the end. */
export async function aDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'private-servers-'))
  untilOver(async () => {
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

/** As it is left by a program that has ended: making the files of a new PostgreSQL takes seconds, copying them does not. */
export async function aUsedDataDir(): Promise<() => Promise<string>> {
  const used = await aDataDir()
  await (await ensureServers({ dataDir: used, durable: false, say: () => {} })).stop()
  return async () => {
    const copy = await aDataDir()
    // With their owners: where the tests are root's, the servers are not.
    await run('cp', ['-a', `${used}/.`, copy])
    return copy
  }
}

export async function start(dataDir: string, { durable = false } = {}): Promise<Servers> {
  const servers = await ensureServers({ dataDir, durable, say: () => {} })
  untilOver(() => servers.stop())
  return servers
}

/** A program that starts the servers that are not given, says "ready" with their URLs, and stops them on SIGTERM. */
export function startOtherProgram(dataDir: string, env: Record<string, string> = {}): Promise<Program> {
  const folder = transpiled('src/platform/private-servers')
  const script = join(folder, 'other-program.js')
  writeFileSync(
    script,
    `import { ensureServers } from './index.js'
     const { DATABASE_URL: databaseUrl } = process.env
     const servers = await ensureServers({ databaseUrl, dataDir: process.argv[2], durable: false, say: line => console.log(line) })
     process.on('SIGTERM', () => servers.stop().then(() => process.exit()))
     setInterval(() => {}, 1000)
     console.log('ready ' + JSON.stringify(servers))`,
  )
  return startProgram({ script, args: [dataDir], env })
}
