// Gives the tests a PostgreSQL with a migrated template database, and a Redis: the given ones (TEST_DATABASE_URL,
// TEST_REDIS_URL) or private ones in a temporary folder. Runs once per vitest project; the projects of one run share.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/index.js'
import { ensureServers, type Servers } from '../../src/platform/private-servers/index.js'
import { withDatabase } from './database-url.js'
import { SCRATCH } from './scratch.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where databases are created from, and with, the template. */
    adminUrl: string
    templateName: string
    redisUrl: string
  }
}

interface Shared {
  servers: Promise<Servers>
  users: number
}

// Each vitest project loads this file anew; the process is what they have in common.
const inProcess = globalThis as { testServers?: Shared }

const FOLDER = 'triggerfish-test-'
const DATA_DIR = join(SCRATCH, `${FOLDER}${process.pid}`)

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  inProcess.testServers ??= { servers: startServers(), users: 0 }
  inProcess.testServers.users++
  const { databaseUrl, redisUrl } = await inProcess.testServers.servers
  const templateName = `tf_template_${process.pid}_${project.name}`
  await createTemplate(databaseUrl, templateName)
  project.provide('adminUrl', databaseUrl)
  project.provide('templateName', templateName)
  project.provide('redisUrl', redisUrl)
  return async () => {
    await onServer(databaseUrl, `drop database ${templateName}`)
    await stopServersAfterLast(inProcess.testServers!)
  }
}

async function startServers(): Promise<Servers> {
  await removeDeadRuns()
  return ensureServers({
    databaseUrl: process.env.TEST_DATABASE_URL,
    redisUrl: process.env.TEST_REDIS_URL,
    dataDir: DATA_DIR,
    say: line => console.log(line),
    durable: false,
  })
}

async function stopServersAfterLast(shared: Shared): Promise<void> {
  if (--shared.users > 0) return
  await (await shared.servers).stop()
  await rm(DATA_DIR, { recursive: true, force: true })
}

async function createTemplate(adminUrl: string, name: string): Promise<void> {
  await onServer(adminUrl, `drop database if exists ${name}`)
  await onServer(adminUrl, `create database ${name}`)
  await migrate(withDatabase(adminUrl, name))
}

async function onServer(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client(adminUrl)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

async function removeDeadRuns(): Promise<void> {
  for (const name of await readdir(SCRATCH)) {
    const dead = name.startsWith(FOLDER) && !isAlive(Number(name.slice(FOLDER.length)))
    // Another run may be removing it too, or it may be another user's.
    if (dead) await removeDeadRun(join(SCRATCH, name)).catch(() => {})
  }
}

// A run that was killed could not stop its servers. Taking them over is the way to stop them.
async function removeDeadRun(dataDir: string): Promise<void> {
  const servers = await ensureServers({ dataDir, say: () => {}, durable: false })
  await servers.stop()
  await rm(dataDir, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
