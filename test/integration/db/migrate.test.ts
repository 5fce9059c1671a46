import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { migrate, migrateToLatest, SchemaIsNewer } from '../../../src/db/index.js'
import { anEmptyDatabase } from '../../support/database.js'
import { dumpSchema } from '../../support/schema-dump.js'

describe('migrations', () => {
  test('run once, however many processes start with the same empty database', async () => {
    const { url, db } = await anEmptyDatabase()
    const ran = await Promise.all([migrate(url), migrate(url), migrate(url)])
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    expect(ran.flat()).toEqual(rows.map(({ name }) => name))
    expect(ran.filter(names => names.length > 0)).toHaveLength(1)
  })

  test('do nothing to a database that has them all', async () => {
    const { url, db } = await anEmptyDatabase()
    await migrate(url)
    const before = await dumpSchema(db)
    expect(await migrate(url)).toEqual([])
    expect(await dumpSchema(db)).toBe(before)
  })

  test('refuse a database that a newer program has changed', async () => {
    const { url, db } = await anEmptyDatabase()
    await migrate(url)
    await sql`insert into kysely_migration values ('29990101000000-teleport', '2999-01-01')`.execute(db)
    const refused = migrate(url)
    await expect(refused).rejects.toThrow(SchemaIsNewer)
    await expect(refused).rejects.toThrow('it does not know 29990101000000-teleport')
  })

  test('leave nothing behind when one of them fails, and name it', async () => {
    const { db } = await anEmptyDatabase()
    const folder = await aFolder({
      '20260101000000-good.ts': `create table good ()`,
      '20260102000000-bad.ts': `create table bad (id nonsense)`,
    })
    await expect(migrateToLatest(db, folder)).rejects.toThrow('migration 20260102000000-bad failed')
    expect(await dumpSchema(db)).not.toContain('good')
  })
})

/** Inside the repository, because the files import kysely from there. */
async function aFolder(statements: Record<string, string>): Promise<URL> {
  await mkdir('node_modules/.cache', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'node_modules/.cache/migrations-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, statement] of Object.entries(statements)) {
    const code = `import { sql } from 'kysely'\nexport const up = db => sql.raw(${JSON.stringify(statement)}).execute(db)\n`
    await writeFile(join(folder, name), code)
  }
  return pathToFileURL(`${folder}/`)
}
