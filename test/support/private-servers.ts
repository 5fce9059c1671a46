// Private servers for the tests about them: in a folder of their own, started by the test or by another program.
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureServers, type Servers } from '../../src/platform/private-servers/index.js'
import { type Program, startProgram } from './process.js'
import { transpiled } from './transpiled.js'
import { untilOver } from './until-over.js'

/** A data folder; whatever runs in it is stopped in the end. */
export async function aDataDir(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'private-servers-'))
  untilOver(async () => {
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

export async function start(dataDir: string, { durable = false } = {}): Promise<Servers> {
  const servers = await ensureServers({ dataDir, durable, say: () => {} })
  untilOver(() => servers.stop())
  return servers
}

/** A program that starts servers, says "ready" with their URLs, and stops them on SIGTERM. */
export function startOtherProgram(dataDir: string, env: Record<string, string> = {}): Promise<Program> {
  const folder = transpiled('src/platform/private-servers')
  const script = join(folder, 'other-program.js')
  writeFileSync(
    script,
    `import { ensureServers } from './index.js'
     const servers = await ensureServers({ dataDir: process.argv[2], durable: false, say: line => console.log(line) })
     process.on('SIGTERM', () => servers.stop().then(() => process.exit()))
     setInterval(() => {}, 1000)
     console.log('ready ' + JSON.stringify(servers))`,
  )
  return startProgram({ script, args: [dataDir], env })
}
