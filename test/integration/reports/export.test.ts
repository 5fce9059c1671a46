// The export: every file has its rows, exactly, and nothing that leads to a person.
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { newId } from '../../../src/platform/new-id.js'
import { type ExportFormat, exportReports } from '../../../src/reports/export/index.js'
import { readRawTable } from '../../../src/reports/export/raw-queries.js'
import { reportKinds } from '../../../src/reports/registry.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { aConversion, aMessage, anEnrollment, at } from './rows.js'

let database: TestDatabase
const settings = { currency: 'EUR', timeZone: 'Europe/Berlin', rates: {} }
const asked = {
  from: '2026-11-01',
  to: '2026-12-01',
  journey: null,
  parameters: {},
  settings,
  notes: [],
  moves: false,
}

beforeEach(async () => {
  database = await aDatabase()
})

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'triggerfish-export-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const write = async (format: ExportFormat, folder = scratchFolder(), journey: string | null = null) => ({
  folder,
  manifest: await exportReports(database.db, { ...asked, journey }, { folder, format }),
})
const parquet = async (folder: string, name: string) =>
  await parquetReadObjects({ file: await asyncBufferFromFile(`${folder}/${name}.parquet`) })

async function aShop(): Promise<void> {
  const { db } = database
  await db
    .insertInto('journey_versions')
    .values({
      journey_id: 'cart-recovery',
      version: 1,
      hash: 'x',
      definition: '{}',
      published_at: at('01T00:00:00'),
    })
    .execute()
  await db.insertInto('journeys').values({ id: 'cart-recovery', status: 'active', version: 1 }).execute()
  const pass = anEnrollment({ variants: '{"test":"a"}', segments: ['vip', 'new'] })
  const message = aMessage({ enrollment_id: pass.id, sender: 'main', domain: 'gmail.com', segments: null })
  const conversion = aConversion({
    enrollment_id: pass.id,
    message_id: message.id,
    order_id: '=1+1',
    value: '123456.7891',
    refunded: '0.0001',
    categories: '{"shoes":"9.50"}',
  })
  await db.insertInto('enrollments').values(pass).execute()
  // In Berlin, the last hour of October and the first of November.
  const times = ['2026-10-31T22:59:59Z', '2026-10-31T23:00:00Z'].map(time => new Date(time))
  await db
    .insertInto('messages')
    .values([message, ...times.map(wire_at => aMessage({ wire_at }))])
    .execute()
  await db.insertInto('conversions').values(conversion).execute()
  const { source_id, event_id, message_id, customer_id, part, enrollment_id, journey_id, step_id, channel } =
    conversion
  await db
    .insertInto('credits')
    .values({
      ...{ source_id, event_id, message_id, customer_id, part, enrollment_id, journey_id, step_id, channel },
      goal: 'primary',
      version: 1,
      entered_at: at('10T12:00:00'),
      touched_at: at('10T12:00:00'),
      last_touch: '1',
      first_touch: '1',
      linear: '0.5',
      position: '0.33333333',
      decay: '1',
    })
    .execute()
  await db
    .insertInto('outcomes')
    .values({
      enrollment_id: pass.id,
      goal: 'primary',
      customer_id,
      part,
      journey_id,
      entered_at: pass.entered_at as Date,
      conversions: 1,
      amounts: '{"EUR":"12.50"}',
      first_at: at('11T12:00:00'),
    })
    .execute()
}

describe('an export', () => {
  it('has a file for every table and every report, and a manifest that fits them', async () => {
    await aShop()
    const { folder, manifest } = await write('csv')
    const names = ['enrollments', 'messages', 'orders', 'credits', 'outcomes', 'shop-orders']
    expect(manifest.files.map(({ name }) => name)).toEqual([
      ...names.map(name => `${name}.csv`),
      ...reportKinds.map(({ name }) => `report-${name}.csv`),
    ])
    expect(readdirSync(folder).sort()).toEqual(
      [...manifest.files.map(({ name }) => name), 'manifest.json'].sort(),
    )
    expect(JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'))).toEqual(manifest)
    for (const { name, rows, bytes, sha256, columns } of manifest.files) {
      const text = readFileSync(`${folder}/${name}`)
      const lines = text.toString().trimEnd().split('\r\n')
      expect([name, lines.length - 1, text.length]).toEqual([name, rows, bytes])
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256)
      expect(lines[0]).toBe(columns.map(column => column.name).join(','))
    }
    expect(manifest).toMatchObject({
      from: '2026-11-01',
      to: '2026-12-01',
      timeZone: 'Europe/Berlin',
      format: 'csv',
    })
  })

  it('as Parquet keeps every digit, every moment and what is empty', async () => {
    await aShop()
    const { folder } = await write('parquet')
    const [order] = await parquet(folder, 'orders')
    expect(order).toMatchObject({
      order: '=1+1',
      at: at('10T12:00:00'),
      version: 1n,
      // As the reader shows decimals, by floats that depend on how warm it is; the file is exact (see decimal-units.test.ts).
      value: expect.closeTo(123456.7891, 8),
      net: expect.closeTo(123456.789, 8),
      entered_at: null,
      cancelled: false,
      categories: '{"shoes":"9.50"}',
    })
    const [pass] = await parquet(folder, 'enrollments')
    expect(pass).toMatchObject({ variants: '{"test":"a"}', segments: '["vip","new"]', held_by: null })
    const [credit] = await parquet(folder, 'credits')
    expect(credit).toMatchObject({ last_touch: 1, linear: 0.5, position: 0.33333333 })
    expect(await parquet(folder, 'outcomes')).toMatchObject([{ conversions: 1n, amounts: '{"EUR":"12.50"}' }])
  })

  it('counts days in the time zone of the shop', async () => {
    await aShop()
    const { manifest } = await write('csv')
    expect(manifest.files.find(({ name }) => name === 'messages.csv')?.rows).toBe(2)
  })

  it('as CSV has every moment', async () => {
    await aShop()
    const { folder } = await write('csv')
    const [header, order] = readFileSync(`${folder}/orders.csv`, 'utf8').split('\r\n')
    const place = header!.split(',').indexOf('at')
    expect(order!.split(',')[place]).toBe(at('10T12:00:00').toISOString())
  })

  it('makes no formulas of what shops call their orders', async () => {
    await aShop()
    const { folder } = await write('csv')
    expect(readFileSync(`${folder}/orders.csv`, 'utf8')).toContain(",'=1+1,")
  })

  it('of an empty installation has all files, with their columns', async () => {
    const { folder, manifest } = await write('parquet')
    expect(await parquet(folder, 'messages')).toEqual([])
    const tables = manifest.files.filter(({ name }) => !name.startsWith('report-'))
    expect(tables.map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('is of one journey where one is named', async () => {
    await aShop()
    await database.db.insertInto('journeys').values({ id: 'browse', status: 'active', version: 1 }).execute()
    const { manifest } = await write('csv', scratchFolder(), 'browse')
    for (const name of ['enrollments', 'messages', 'orders', 'credits', 'outcomes', 'shop-orders'])
      expect(manifest.files.find(file => file.name === `${name}.csv`)?.rows).toBe(0)
  })

  it('does not mix with what is in the folder already', async () => {
    const folder = scratchFolder()
    writeFileSync(`${folder}/orders.csv`, '')
    await expect(write('csv', folder)).rejects.toMatchObject({ code: 'export_folder_not_empty' })
  })

  it('reads large tables in portions, each row once', async () => {
    const journeys = ['a', 'b']
    for (const journey_id of journeys) {
      await database.db
        .insertInto('journey_versions')
        .values({
          journey_id,
          version: 1,
          hash: journey_id,
          definition: '{}',
          published_at: at('01T00:00:00'),
        })
        .execute()
      const rows = Array.from({ length: 5_001 }, (_, n) =>
        // Most of them at the same moment, so that the id has to tell them apart.
        aMessage({ journey_id, id: newId(), wire_at: at(n < 10 ? '09T12:00:00' : '10T12:00:00') }),
      )
      for (let n = 0; n < rows.length; n += 2_000)
        await database.db
          .insertInto('messages')
          .values(rows.slice(n, n + 2_000))
          .execute()
    }
    const seen = new Set<unknown>()
    const portions: number[] = []
    for await (const rows of readRawTable(database.db, 'messages', asked)) {
      portions.push(rows.length)
      for (const { message } of rows) seen.add(message)
    }
    expect(portions).toEqual([5_000, 1, 5_000, 1])
    expect(seen.size).toBe(10_002)
  })
})
