// Writes everything reports are made of, and each report, into a folder, for notebooks and warehouses. The manifest comes
// last: a folder without it is not whole.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { now } from '../../db/clock.js'
import type { Db } from '../../db/tables.js'
import { countedTo } from '../../rollups/index.js'
import { columnsOf, makeReport } from '../make-report.js'
import { type AskedReport, parseRequest } from '../parse-request.js'
import { reportKinds } from '../registry.js'
import type { ReportColumn, ReportRow } from '../report-kind.js'
import { csvName } from '../shown-value.js'
import { openCsvFile } from './csv-file.js'
import { openParquetFile } from './parquet-file.js'
import { readRawTable } from './raw-queries.js'
import { rawTables } from './raw-table.js'
import type { OpenRowFile } from './row-file.js'

export const exportFormats = ['csv', 'parquet'] as const
export type ExportFormat = (typeof exportFormats)[number]
const formats: Readonly<Record<ExportFormat, OpenRowFile>> = { csv: openCsvFile, parquet: openParquetFile }

export interface ExportedFile {
  readonly name: string
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
  readonly columns: readonly { readonly name: string; readonly kind: string }[]
  /** What has to be known to read it right; of reports. */
  readonly notes?: readonly string[]
}

export interface Manifest {
  /** ISO 8601, by the product's clock. */
  readonly exportedAt: string
  readonly from: string
  readonly to: string
  readonly journey: string | null
  readonly timeZone: string
  readonly currency: string
  readonly format: ExportFormat
  /** Until when what happened is counted in the reports; null: nothing was counted yet. */
  readonly countedTo: string | null
  readonly files: readonly ExportedFile[]
}

/** The folder has something in it, which might be taken for part of the export. */
export class FolderNotEmpty extends Error {
  readonly code = 'export_folder_not_empty'
  constructor(folder: string) {
    super(`${folder} is not empty: name a new folder, or empty it.`)
  }
}

export interface ExportOptions {
  readonly folder: string
  readonly format: ExportFormat
  onFile?(file: ExportedFile): void
}

export async function exportReports(
  db: Db,
  asked: AskedReport,
  { folder, format, onFile }: ExportOptions,
): Promise<Manifest> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) throw new FolderNotEmpty(folder)
  const { from, to, journey, settings } = asked
  const counted = await countedTo(db)
  const files: ExportedFile[] = []
  for await (const table of tablesOf(db, asked)) {
    const file = await writeTable(table, join(folder, `${table.name}.${format}`), formats[format])
    files.push({ ...file, name: `${table.name}.${format}`, ...(table.notes && { notes: table.notes }) })
    onFile?.(files.at(-1)!)
  }
  const manifest: Manifest = {
    exportedAt: (await now(db)).toISOString(),
    from,
    to,
    journey,
    timeZone: settings.timeZone,
    currency: settings.currency,
    format,
    countedTo: counted?.toISOString() ?? null,
    files,
  }
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

interface Table {
  readonly name: string
  readonly columns: readonly ReportColumn[]
  readonly portions: AsyncIterable<readonly ReportRow[]>
  readonly notes?: readonly string[]
}

async function* tablesOf(db: Db, asked: AskedReport): AsyncGenerator<Table> {
  for (const { name, columns } of rawTables) yield { name, columns, portions: readRawTable(db, name, asked) }
  for (const kind of reportKinds) {
    const { from, to, journey } = asked
    const request = await parseRequest(db, kind, { from, to, ...(journey !== null && { journey }) })
    if ('faults' in request) throw new Error(`${kind.name}: ${JSON.stringify(request.faults)}`)
    const { rows, notes } = await makeReport(db, kind, request)
    yield { name: `report-${kind.name}`, columns: columnsOf(kind, request), portions: once(rows), notes }
  }
}

async function* once(rows: readonly ReportRow[]): AsyncGenerator<readonly ReportRow[]> {
  yield rows
}

async function writeTable(
  { columns, portions }: Table,
  path: string,
  open: OpenRowFile,
): Promise<Omit<ExportedFile, 'name'>> {
  const file = await open(path, columns)
  let rows = 0
  try {
    for await (const portion of portions) {
      await file.write(portion)
      rows += portion.length
    }
  } finally {
    await file.finish()
  }
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return {
    rows,
    bytes: (await stat(path)).size,
    sha256: hash.digest('hex'),
    columns: columns.map(column => ({ name: csvName(column), kind: column.kind })),
  }
}
