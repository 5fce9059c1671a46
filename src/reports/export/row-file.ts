// A file that rows are written to, portion by portion. Formats differ in nothing else.
import type { ReportColumn, ReportRow } from '../report-kind.js'

export interface RowFile {
  write(rows: readonly ReportRow[]): Promise<void>
  /** Must be called, or the file is not whole. */
  finish(): Promise<void>
}

export type OpenRowFile = (path: string, columns: readonly ReportColumn[]) => Promise<RowFile>
