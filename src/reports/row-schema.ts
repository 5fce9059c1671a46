// What a row of a report or list holds, out of its columns: for the description of the API. Rows may hold more than tables show.
import { z } from 'zod'
import type { ColumnKind, ReportColumn } from './report-kind.js'

const amountsOrCounts = z.record(z.string(), z.union([z.string(), z.number()]))

const schemaOf: Readonly<Record<ColumnKind, () => z.ZodType>> = {
  // A text where it is shown; beneath it may be several, or amounts by currency.
  text: () => z.union([z.string(), z.array(z.string()), amountsOrCounts]),
  yes_no: () => z.boolean(),
  count: () => z.number(),
  share: () => z.number().meta({ description: 'From 0 to 1.' }),
  money: () => z.string().meta({ description: 'A decimal amount.' }),
  number: () => z.number(),
  time: () => z.iso.datetime({ offset: true }),
}

/** Any value may be null, or absent where it is asked otherwise. */
export function rowSchema(columns: readonly ReportColumn[]): z.ZodObject {
  const here = columns.filter(({ key }) => !key.includes('.'))
  const inside = columns.filter(({ key }) => key.includes('.'))
  const names = [...new Set(inside.map(({ key }) => key.split('.')[0]!))]
  return z.looseObject({
    ...Object.fromEntries(here.map(({ key, kind }) => [key, schemaOf[kind]().nullable().optional()])),
    ...Object.fromEntries(names.map(name => [name, partOf(inside, name).nullable().optional()])),
  })
}

const partOf = (columns: readonly ReportColumn[], name: string): z.ZodObject =>
  rowSchema(
    columns
      .filter(({ key }) => key.startsWith(`${name}.`))
      .map(column => ({ ...column, key: column.key.slice(name.length + 1) })),
  )
