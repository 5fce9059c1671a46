// FILE.rejected.csv: the rows an import of consents refused, with their line and the reason, to be mended and imported
// again.
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { RefusedRow } from './import-consents.js'
import type { Row } from './read-value.js'

export interface RejectedCsv {
  write(refused: RefusedRow): Promise<void>
  close(): Promise<void>
}

/** Made only where a row is refused, readable by its owner only: it holds what the import file holds. An older one is removed. */
export async function rejectedCsv(path: string): Promise<RejectedCsv> {
  await rm(path, { force: true })
  let file: FileHandle | undefined
  let columns: readonly string[] = []
  // A line that is no row does not tell the columns: those before the first row wait for it.
  const waiting: RefusedRow[] = []
  async function append({ line, reason, row = {} }: RefusedRow): Promise<void> {
    await file?.write(csvLine([...columns.map(column => textIn(row, column)), String(line), reason]))
  }
  async function begin(row: Row): Promise<void> {
    file = await open(path, 'w', 0o600)
    columns = Object.keys(row)
    await file.write(csvLine([...columns, 'rejected_line', 'rejected_because']))
    for (const refused of waiting.splice(0)) await append(refused)
  }
  return {
    async write(refused) {
      if (file) return await append(refused)
      waiting.push(refused)
      if (refused.row) await begin(refused.row)
    },
    async close() {
      if (waiting.length > 0) await begin({})
      await file?.close()
    },
  }
}

function textIn(row: Row, column: string): string {
  const value = row[column] ?? ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const csvLine = (cells: readonly string[]): string =>
  `${cells.map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`
