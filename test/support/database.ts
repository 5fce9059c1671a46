// A migrated database of one's own, cloned from the template. Call it in a test, in beforeEach, or at the top of a file
// (not in beforeAll, which cannot register what is to be undone). Dropping it fails when a connection was left open.
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { connect, type Database } from '../../src/db/index.js'
import { withDatabase } from './database-url.js'
import { untilOver } from './until-over.js'

export interface TestDatabase {
  url: string
  db: Kysely<Database>
  /** Done by itself in the end. */
  drop(): Promise<void>
}

export async function aDatabase(): Promise<TestDatabase> {
  return openDatabase(inject('templateName'))
}

/** Without any table of ours, for tests of the migrations. */
export async function anEmptyDatabase(): Promise<TestDatabase> {
  return openDatabase('template1')
}

/** With everything that is in the other one, to which nobody may be connected. */
export async function aCopyOf(url: string): Promise<TestDatabase> {
  return openDatabase(new URL(url).pathname.slice(1))
}

async function openDatabase(template: string): Promise<TestDatabase> {
  const name = `tf_test_${randomBytes(6).toString('hex')}`
  // As files: nothing is left in the server's memory that dropping it would have to look for, which takes three times as long.
  await onServer(`create database ${name} template ${template} strategy file_copy`)
  const url = withDatabase(inject('adminUrl'), name)
  const { db, close } = connect(url, { applicationName: 'test' })
  let dropped: Promise<void> | undefined
  const drop = () => {
    dropped ??= close().then(() => dropDatabase(name))
    return dropped
  }
  untilOver(drop)
  return { url, db, drop }
}

async function dropDatabase(name: string): Promise<void> {
  try {
    await onServer(`drop database ${name}`) // PostgreSQL gives the last sessions five seconds to leave
  } catch (error) {
    if ((error as { code?: string }).code !== '55006') throw error
    const sessions = await onServer(
      `select application_name, state, query from pg_stat_activity where datname = '${name}'`,
    )
    await onServer(`drop database ${name} with (force)`)
    throw new Error(`connections were left open: ${JSON.stringify(sessions)}`)
  }
}

/** Kept for the files that follow: to come and go twice for each database costs as much as making it. */
let admin: pg.Pool | undefined

async function onServer(statement: string): Promise<unknown[]> {
  admin ??= newPool(inject('adminUrl'))
  return (await admin.query(statement)).rows
}

function newPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, idleTimeoutMillis: 0, allowExitOnIdle: true })
  pool.on('error', () => {}) // one that broke is replaced by the next statement
  return pool
}
