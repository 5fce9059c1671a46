// `servers.json` in the data folder: passwords, and for each running server its URL, process and owner.
// Readable by its owner only. Must be written under the start lock.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveToOwnerOfFolder } from './file-owner.js'
import type { ProcessMark } from './process-mark.js'

export type ServerName = 'postgres' | 'redis'

export interface RunningServer {
  /** Tells a copied folder from the one its record speaks of. */
  dataDir: string
  url: string
  process: ProcessMark
  /** The program that stops it. While it lives, others only share the server. */
  owner: ProcessMark
}

interface ServersFile {
  passwords: Partial<Record<ServerName, string>>
  running: Partial<Record<ServerName, RunningServer>>
}

export function readServers(dataDir: string): ServersFile {
  const file = join(dataDir, 'servers.json')
  if (!existsSync(file)) return { passwords: {}, running: {} }
  return JSON.parse(readFileSync(file, 'utf8')) as ServersFile
}

export function recordPassword(dataDir: string, name: ServerName, password: string): void {
  const servers = readServers(dataDir)
  servers.passwords[name] = password
  write(dataDir, servers)
}

export function recordRunning(dataDir: string, name: ServerName, server: RunningServer | undefined): void {
  const servers = readServers(dataDir)
  if (server) servers.running[name] = server
  else delete servers.running[name]
  write(dataDir, servers)
}

// Flushed and renamed: a power cut must not leave an empty file, because the passwords are nowhere else.
function write(dataDir: string, servers: ServersFile): void {
  const file = join(dataDir, 'servers.json')
  const fresh = `${file}.new`
  writeFileSync(fresh, `${JSON.stringify(servers, null, 2)}\n`, { mode: 0o600, flush: true })
  giveToOwnerOfFolder(fresh)
  renameSync(fresh, file)
}
