// Rows as CSV, as the reports over HTTP have it.
import { open } from 'node:fs/promises'
import { csvHeader, csvLines } from '../as-csv.js'
import type { ReportColumn } from '../report-kind.js'
import type { RowFile } from './row-file.js'

export async function openCsvFile(path: string, columns: readonly ReportColumn[]): Promise<RowFile> {
  const file = await open(path, 'wx')
  await file.write(csvHeader(columns))
  return {
    async write(rows) {
      await file.write(csvLines(columns, rows))
    },
    finish: () => file.close(),
  }
}
