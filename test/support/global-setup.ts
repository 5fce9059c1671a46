// Gives the tests a PostgreSQL with a migrated template database, and a Redis: the given ones (TEST_DATABASE_URL,
// TEST_REDIS_URL) or private ones in a temporary folder. Runs once per vitest project; the projects of one run share.
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/db/index.js'
import { ensureServers } from '../../src/platform/private-servers/index.js'
import { withDatabase } from './database-url.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where databases are created from, and with, the template. */
    adminUrl: string
    templateName: string
    redisUrl: string
  }
}

const FOLDER = 'triggerfish-test-'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeDeadRuns()
  const dataDir = join(tmpdir(), `${FOLDER}${process.pid}`)
  const servers = await ensureServers({
    databaseUrl: process.env.TEST_DATABASE_URL,
    redisUrl: process.env.TEST_REDIS_URL,
    dataDir,
    say: line => console.log(line),
    durable: false,
  })
  const templateName = `tf_template_${process.pid}_${project.name}`
  await createTemplate(servers.databaseUrl, templateName)
  project.provide('adminUrl', servers.databaseUrl)
  project.provide('templateName', templateName)
  project.provide('redisUrl', servers.redisUrl)
  return async () => {
    if (process.env.TEST_DATABASE_URL) await onServer(servers.databaseUrl, `drop database ${templateName}`)
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
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

// A run that was killed could not stop its servers. Taking them over is the way to stop them.
async function removeDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.slice(FOLDER.length))
    if (!name.startsWith(FOLDER) || isAlive(pid)) continue
    const dataDir = join(tmpdir(), name)
    const servers = await ensureServers({ dataDir, say: () => {}, durable: false })
    await servers.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
