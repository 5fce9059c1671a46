// A private PostgreSQL on 127.0.0.1. Its log must hold no data of shoppers, so errors of statements stay out of it:
// the program that sent the statement gets them anyway.
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { launch, run } from './launch.js'
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js'
import { type Account, accountFor, runAs } from './run-as.js'
import type { PreparedServer, ServerKind, StartRequest } from './server-kind.js'

const NAME = 'triggerfish'

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path may be 107 bytes long, and a data folder may be deeper.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  wal_compression: 'on',
  checkpoint_timeout: '15min',
  max_wal_size: '4GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
}

// Compressing the log made the copy of a database, which every test has of its own, six times as slow.
const NOT_DURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_compression: 'off',
}

export const postgres: ServerKind = {
  name: 'postgres',
  stopSignal: 'SIGINT',
  keepsPassword: true,
  startLimitMs: 300_000,
  prepare,
  answers,
}

async function prepare(request: StartRequest): Promise<PreparedServer> {
  const { folder, password, durable, log } = request
  const binaries = postgresBinaries()
  const account = accountFor(folder)
  if (!existsSync(folder)) await initialise(request, binaries, account)
  removeForeignPidFile(folder)
  return {
    async launch(port) {
      const settings = { port: String(port), ...SETTINGS, ...(durable ? {} : NOT_DURABLE) }
      const args = [
        '-D',
        folder,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ]
      const process = await launch({ ...runAs(account, binaries.postgres, args, [folder]), log })
      return { process, url: `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}` }
    },
  }
}

// Into a folder beside, renamed when complete: what a killed initdb leaves behind never looks like a database.
async function initialise(
  request: StartRequest,
  { initdb }: PostgresBinaries,
  account: Account | undefined,
): Promise<void> {
  const fresh = `${request.folder}.new`
  const passwordFile = `${request.folder}.password`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, request.password, { mode: 0o600 })
  if (account) for (const place of [fresh, passwordFile]) chownSync(place, account.uid, account.gid)
  const args = [
    '-D',
    fresh,
    '-U',
    NAME,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--locale=C',
    '--encoding=UTF8',
  ]
  if (!request.durable) args.push('--no-sync')
  try {
    await run({ ...runAs(account, initdb, args, [fresh]), log: request.log })
  } finally {
    rmSync(passwordFile)
  }
  renameSync(fresh, request.folder)
}

// PostgreSQL takes any living process with the number in postmaster.pid for a rival, and after a restarted container that
// number often belongs to something else. Only a process that was started on this very folder is one. A number without a
// process is left to PostgreSQL, which also looks for shared memory that is still in use.
function removeForeignPidFile(folder: string): void {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return
  const commandLine = `/proc/${readFileSync(file, 'utf8').split('\n')[0]}/cmdline`
  if (existsSync(commandLine) && !readFileSync(commandLine, 'utf8').includes(folder)) rmSync(file)
}

async function answers(url: string): Promise<boolean> {
  try {
    await createDatabase(url)
    return true
  } catch (error) {
    // A refused password is no passing state: waiting for it to change would hide the reason.
    if ((error as { code?: string }).code?.startsWith('28')) throw error
    return false
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url.replace(/\/\w+$/, '/postgres'),
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {}) // a server that goes away between two statements fails the next one
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [NAME])
    if (rowCount === 0) await client.query(`create database ${NAME}`)
  } finally {
    await client.end()
  }
}
