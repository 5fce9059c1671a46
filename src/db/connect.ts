// Opens the database for the program: a pool with the limits every session has. Must not know any table by name.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { statementPreparer } from './prepare-statements.js'
import type { Database } from './tables.js'

export interface ConnectOptions {
  max?: number
  /** Shown in pg_stat_activity, so that a stuck session can be told from the others. */
  applicationName?: string
  /** Connections that break while no statement runs say so here. */
  onError?: (error: Error) => void
  /** Zero, no limit, is for migrations. */
  statementTimeout?: string
}

export interface Connection {
  db: Kysely<Database>
  pool: pg.Pool
  close(): Promise<void>
}

// No session may hold others up for long: locks queue behind the oldest waiter.
const SESSION = {
  lock_timeout: '15s',
  idle_in_transaction_session_timeout: '30s',
  timezone: 'UTC',
  // Compiling a statement takes longer than the longest of ours, those of reports over a year.
  jit: 'off',
}

export function connect(databaseUrl: string, options: ConnectOptions = {}): Connection {
  const { max = 10, applicationName = 'triggerfish', onError = () => {}, statementTimeout = '60s' } = options
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    // A server that vanished without a word would leave a batch waiting for its answer for ever.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: Object.entries({ statement_timeout: statementTimeout, ...SESSION })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  })
  // Each client has its own listener, because the pool listens only while they are idle: a backend that is killed while a
  // transaction pauses between two statements would end the process. What the pool repeats has been said.
  pool.on('connect', client => client.on('error', onError))
  pool.on('connect', statementPreparer())
  pool.on('error', () => {})
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
