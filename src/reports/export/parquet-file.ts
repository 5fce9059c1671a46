// Rows as Parquet. A row group is written whenever enough rows have come together, so that memory holds one of them. Amounts
// are exact decimals and never floats.
import { type ColumnSource, fileWriter, ParquetWriter, type schemaFromColumnData } from 'hyparquet-writer'
import type { JsonValue } from '../../model/json.js'
import type { ColumnKind, ReportColumn, ReportRow } from '../report-kind.js'
import { csvName, valueAt } from '../shown-value.js'
import { units } from './decimal-units.js'
import type { RowFile } from './row-file.js'

/** Large enough to be packed well, small enough for memory. */
const rowsOfGroup = 50_000

export async function openParquetFile(path: string, columns: readonly ReportColumn[]): Promise<RowFile> {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaOf(columns),
    createdBy: 'triggerfish',
  })
  let waiting: ReportRow[] = []
  const flush = async (): Promise<void> => {
    const rows = waiting
    waiting = []
    if (rows.length > 0)
      await writer.write({
        columnData: columns.map(column => dataOf(column, rows)),
        rowGroupSize: rows.length,
      })
  }
  return {
    async write(rows) {
      waiting.push(...rows)
      if (waiting.length >= rowsOfGroup) await flush()
    },
    async finish() {
      await flush()
      await writer.finish()
    },
  }
}

type Element = ReturnType<typeof schemaFromColumnData>[number]

const optional = { repetition_type: 'OPTIONAL' } as const
const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional } as const
const elements: Readonly<Record<ColumnKind, Omit<Element, 'name'>>> = {
  text,
  variants: text,
  yes_no: { type: 'BOOLEAN', ...optional },
  count: { type: 'INT64', ...optional },
  share: { type: 'DOUBLE', ...optional },
  number: { type: 'DOUBLE', ...optional },
  // 28 digits, four of them behind the point: sums of the largest amounts there are.
  money: {
    type: 'FIXED_LEN_BYTE_ARRAY',
    type_length: 12,
    converted_type: 'DECIMAL',
    precision: 28,
    scale: 4,
    ...optional,
  },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', ...optional },
}

const schemaOf = (columns: readonly ReportColumn[]): Element[] => [
  { name: 'root', num_children: columns.length },
  ...columns.map(column => ({ name: csvName(column), ...elements[column.kind] })),
]

const dataOf = (column: ReportColumn, rows: readonly ReportRow[]): ColumnSource => ({
  name: csvName(column),
  data: rows.map(row => {
    const value = valueAt(row, column.key)
    return value === null ? null : packed[column.kind](value)
  }),
})

const packed: Readonly<Record<ColumnKind, (value: NonNullable<JsonValue>) => unknown>> = {
  text: value => (typeof value === 'string' ? value : JSON.stringify(value)),
  variants: value => JSON.stringify(value),
  yes_no: value => value === true,
  count: value => BigInt(Number(value)),
  share: Number,
  number: Number,
  money: value => units(String(value)),
  time: value => new Date(value as string),
}
