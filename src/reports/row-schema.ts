// What a row of a report or list holds, out of its columns: for the description of the API. Rows may hold more than tables show.
import { z } from 'zod'
import type { ColumnKind, ReportColumn } from './report-kind.js'

/** A text where it is shown; beneath it may be several, or amounts by currency. */
export const shownText = z
  .union([z.string(), z.array(z.string()), z.record(z.string(), z.union([z.string(), z.number()]))])
  .meta({ description: 'In CSV one text.' })

const number = z.number().nullable().optional()
const time = z.iso.datetime({ offset: true }).nullable().optional()

/** Any value may be null, or absent where it is asked otherwise. One schema for all columns of a kind: there are hundreds. */
const valueSchemas: Readonly<Record<ColumnKind, z.ZodType>> = {
  text: shownText.nullable().optional(),
  variants: z
    .record(z.string(), z.string())
    .nullable()
    .optional()
    .meta({ description: 'In CSV as filters have them: `subject=B`.' }),
  yes_no: z.boolean().nullable().optional(),
  count: number,
  share: number.meta({ description: 'From 0 to 1.' }),
  money: z.string().nullable().optional().meta({ description: 'A decimal amount.' }),
  number,
  time,
}

export function rowSchema(columns: readonly ReportColumn[]): z.ZodObject {
  const here = columns.filter(({ key }) => !key.includes('.'))
  const inside = columns.filter(({ key }) => key.includes('.'))
  const names = [...new Set(inside.map(({ key }) => key.split('.')[0]!))]
  return z.looseObject({
    ...Object.fromEntries(here.map(({ key, kind }) => [key, valueSchemas[kind]])),
    ...Object.fromEntries(names.map(name => [name, partOf(inside, name).nullable().optional()])),
  })
}

const partOf = (columns: readonly ReportColumn[], name: string): z.ZodObject =>
  rowSchema(
    columns
      .filter(({ key }) => key.startsWith(`${name}.`))
      .map(column => ({ ...column, key: column.key.slice(name.length + 1) })),
  )
