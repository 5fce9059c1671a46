// FILE.rejected.csv: the rows an import of consents refused, with their line and the reason, to be mended and imported
// again.
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { RefusedRow } from './import-consents.js'
import type { Row } from './read-value.js'

export interface RejectedCsv {
  write(refused: RefusedRow): Promise<void>
  close(): Promise<void>
}

/** Made at the first row, readable by its owner only: it holds what the import file holds. An older one is removed. */
export async function rejectedCsv(path: string): Promise<RejectedCsv> {
  await rm(path, { force: true })
  let file: FileHandle | undefined
  let columns: readonly string[] = []
  return {
    async write({ line, reason, row = {} }) {
      if (!file) {
        file = await open(path, 'w', 0o600)
        columns = Object.keys(row)
        await file.write(csvLine([...columns, 'rejected_line', 'rejected_because']))
      }
      await file.write(csvLine([...columns.map(column => textIn(row, column)), String(line), reason]))
    },
    close: async () => file?.close(),
  }
}

function textIn(row: Row, column: string): string {
  const value = row[column] ?? ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const csvLine = (cells: readonly string[]): string =>
  `${cells.map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`
