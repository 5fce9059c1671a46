// The rows of a CSV or NDJSON file, one at a time, so that a file of any size fits in memory.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parse } from 'csv-parse'
import type { Row } from './read-value.js'

export const formats = ['csv', 'ndjson'] as const
export type Format = (typeof formats)[number]

/** A row, or why the line is none. `line` is where it ends, counted from 1. */
export type RowRead =
  | { readonly line: number; readonly row: Row }
  | { readonly line: number; readonly fault: string }

/** By the name's ending; null when that says nothing. */
export function formatOf(file: string): Format | null {
  if (/\.(csv|tsv)$/i.test(file)) return 'csv'
  return /\.(ndjson|jsonl)$/i.test(file) ? 'ndjson' : null
}

export const readRows = (file: string, format: Format): AsyncGenerator<RowRead> =>
  format === 'csv' ? readCsv(file) : readNdjson(file)

/** A record longer than this is an unclosed quote rather than data. */
const longestRecord = 1_000_000

const endless =
  'is too long, as if a quote were never closed: nothing after it was read. Mend it and import the file again'

async function* readCsv(file: string): AsyncGenerator<RowRead> {
  const skipped: RowRead[] = []
  let isOver = false
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRecord,
    delimiter: /\.tsv$/i.test(file) ? '\t' : ',',
    on_skip: error => {
      // The parser drops whatever comes after such a record, and repeats itself instead of saying so.
      const isEndless = error?.code === 'CSV_MAX_RECORD_SIZE'
      if (isOver && isEndless) return undefined
      isOver ||= isEndless
      const fault = isEndless ? endless : (error?.message ?? 'is not CSV')
      skipped.push({ line: Number(error?.lines ?? 0), fault })
      return undefined
    },
  })
  const input = createReadStream(file)
  input.on('error', error => parser.destroy(error))
  let header: string[] | undefined
  for await (const { record, info } of input.pipe(parser) as AsyncIterable<CsvRecord>) {
    yield* skipped.splice(0)
    if (header) yield rowOf(header, record, info.lines)
    else header = record
  }
  yield* skipped
}

interface CsvRecord {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

function rowOf(header: readonly string[], record: readonly string[], line: number): RowRead {
  if (record.length !== header.length)
    return { line, fault: `has ${record.length} cells, the header has ${header.length}` }
  return { line, row: Object.fromEntries(header.map((column, index) => [column, record[index]])) }
}

async function* readNdjson(file: string): AsyncGenerator<RowRead> {
  const input = createReadStream(file)
  let line = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    if (text.trim() !== '') yield { line, ...parseLine(text) }
  }
}

function parseLine(text: string): { row: Row } | { fault: string } {
  try {
    const row: unknown = JSON.parse(text)
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) return { row: row as Row }
    return { fault: 'is not a JSON object' }
  } catch {
    return { fault: 'is not JSON' }
  }
}
