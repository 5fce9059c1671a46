// Brings a database to the schema of this program. Safe when several processes start at once: kysely holds an advisory
// lock and runs all pending migrations in one transaction. Must never go backwards.
import { readdir } from 'node:fs/promises'
import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from 'kysely'
import { connect } from './connect.js'

/** A newer program has changed this database; this one does not know how to use it. */
export class SchemaIsNewer extends Error {
  override name = 'SchemaIsNewer'
}

// From src/db and from dist/src/db alike, to the .ts files of the one and the compiled .js files of the other.
const FOLDER = new URL('../../migrations/', import.meta.url)

/** Answers with the names of the migrations that it ran. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // The wait for another process's migrations counts as one statement, hence no limit.
  const connection = connect(databaseUrl, {
    max: 2,
    applicationName: 'triggerfish migrate',
    statementTimeout: '0',
  })
  try {
    return await migrateToLatest(connection.db)
  } finally {
    await connection.close()
  }
}

export async function migrateToLatest<DB>(db: Kysely<DB>, folder = FOLDER): Promise<string[]> {
  const migrations = await migrationsIn(folder)
  const provider: MigrationProvider = { getMigrations: async () => migrations }
  const { error, results = [] } = await new Migrator({ db, provider }).migrateToLatest()
  if (!error) return results.map(({ migrationName }) => migrationName)
  await refuseNewerSchema(db, Object.keys(migrations))
  const failed = results.find(({ status }) => status === 'Error')
  throw failed ? new Error(`migration ${failed.migrationName} failed`, { cause: error }) : error
}

// Not kysely's FileMigrationProvider: its import() sits in node_modules, where vitest does not make .ts files loadable.
async function migrationsIn(folder: URL): Promise<Record<string, Migration>> {
  const names = (await readdir(folder)).filter(name => /^\d{14}-[\w-]+\.[jt]s$/.test(name))
  const modules = names.map(async name => {
    const migration = (await import(new URL(name, folder).href)) as Migration
    return [name.slice(0, -'.ts'.length), migration] as const
  })
  return Object.fromEntries(await Promise.all(modules))
}

async function refuseNewerSchema<DB>(db: Kysely<DB>, known: string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const unknown = rows.map(({ name }) => name).filter(name => !known.includes(name))
  if (unknown.length === 0) return
  throw new SchemaIsNewer(
    `the schema is newer than this program: it does not know ${unknown.join(', ')}. Start the newer program again`,
  )
}
