// Opens the database for the program: a pool with the limits every session has. Must not know any table by name.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database } from './tables.js'

export interface ConnectOptions {
  max?: number
  /** Shown in pg_stat_activity, so that a stuck session can be told from the others. */
  applicationName?: string
  /** Idle connections that break say so here. Unheard, such an error would end the process. */
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
}

export function connect(databaseUrl: string, options: ConnectOptions = {}): Connection {
  const { max = 10, applicationName = 'triggerfish', onError = () => {}, statementTimeout = '60s' } = options
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    options: Object.entries({ statement_timeout: statementTimeout, ...SESSION })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  })
  pool.on('error', onError)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, close: () => db.destroy() }
}
