// A feed of rows and columns, with a header: CSV with commas, semicolons or tabs, and Google's TSV.
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { FeedFault, type FeedRow, unusable } from './feed-row.js'

export type Cells = ReadonlyMap<string, string>
export type Delimiter = ',' | ';' | '\t'

/** Longer than any product may be: an unclosed quote rather than a product. */
const longestRecord = 1_000_000

/** What separates the cells of this header. */
export function delimiterOf(header: string): Delimiter {
  const count = (delimiter: Delimiter): number => header.split(delimiter).length
  return (['\t', ';', ','] as const).reduce((best, one) => (count(one) > count(best) ? one : best))
}

/** Empty cells are left out: in a feed they mean that nothing is said. */
export async function* readTable(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  rowOf: (cells: Cells, line: number) => FeedRow,
): AsyncGenerator<FeedRow> {
  const skipped: FeedRow[] = []
  const parser = parse({
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: longestRecord,
    delimiter,
    on_skip: error => {
      // The parser drops whatever comes after such a record; better no feed than half of one.
      if (error?.code === 'CSV_MAX_RECORD_SIZE')
        throw new FeedFault(`line ${error.lines}: the row is too long. Is a quote never closed?`)
      skipped.push(unusable(Number(error?.lines ?? 0), shortened(error?.message ?? 'is not CSV')))
      return undefined
    },
  })
  const input = Readable.from(text)
  input.on('error', error => parser.destroy(error))
  let header: readonly string[] | undefined
  try {
    for await (const { record, info } of input.pipe(parser) as AsyncIterable<CsvRecord>) {
      yield* skipped.splice(0)
      if (header) yield rowOfRecord(header, record, info.lines, rowOf)
      else header = checkedHeader(record)
    }
    yield* skipped
  } finally {
    input.destroy()
  }
}

interface CsvRecord {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

/** The parser's own words quote the file, up to all of it. */
const shortened = (message: string): string => message.slice(0, 120)

function checkedHeader(record: readonly string[]): readonly string[] {
  const header = record.map(title => title.trim())
  const twice = header.find((title, index) => title !== '' && header.indexOf(title) !== index)
  if (twice !== undefined)
    throw new FeedFault(`line 1: the column ${JSON.stringify(twice.slice(0, 60))} is there twice.`)
  return header
}

function rowOfRecord(
  header: readonly string[],
  record: readonly string[],
  line: number,
  rowOf: (cells: Cells, line: number) => FeedRow,
): FeedRow {
  if (record.length !== header.length)
    return unusable(line, `has ${record.length} cells, the header has ${header.length}`)
  const cells = header.map((title, index): [string, string] => [title, (record[index] ?? '').trim()])
  return rowOf(new Map(cells.filter(([title, cell]) => title !== '' && cell !== '')), line)
}
