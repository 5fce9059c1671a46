// One value out of a row, as a map asks for it. Pure. What is not there is undefined; what cannot be read throws.
import { type JsonValue, parsePath, readPath } from '../../model/json.js'
import { isAmount } from '../../model/money.js'
import type { Source } from './map-schema.js'

/** A line of a CSV by its column names, or an object of an NDJSON file. */
export type Row = Readonly<Record<string, unknown>>

/** Says which column of a row is wrong, and why. */
export class UnreadableValue extends Error {
  readonly column: string

  constructor(column: string, message: string) {
    super(message)
    this.name = 'UnreadableValue'
    this.column = column
  }
}

/** The text or value of a column; undefined for an empty one. A dotted name also leads into nested objects. */
export function cell(row: Row, column: string): JsonValue | undefined {
  const value = Object.hasOwn(row, column) ? (row[column] as JsonValue) : readPath(row, parsePath(column))
  return value === '' || value === null ? undefined : value
}

export function readValue(row: Row, source: Source): JsonValue | undefined {
  if (typeof source === 'string') return source.includes('{') ? fillIn(row, source) : cell(row, source)
  if ('value' in source) return source.value
  const raw = cell(row, source.from)
  if (raw === undefined) return undefined
  return source.values ? translate(raw, source.from, source.values) : convert(raw, source)
}

/** `"{order}-{line}"` with the row's texts in it; undefined when one of them is missing. */
function fillIn(row: Row, template: string): string | undefined {
  let complete = true
  const text = template.replace(/\{([^{}]+)\}/g, (_, column: string) => {
    const value = cell(row, column)
    if (value === undefined) complete = false
    return textOf(value)
  })
  return complete ? text : undefined
}

function translate<T>(raw: JsonValue, column: string, values: Readonly<Record<string, T>>): T {
  const key = textOf(raw)
  if (!Object.hasOwn(values, key))
    throw new UnreadableValue(column, `${quote(key)} is not among the map's values`)
  return values[key] as T
}

function convert(
  raw: JsonValue,
  { from, as, separator = ',' }: Exclude<Source, string | { value: unknown }>,
) {
  switch (as) {
    case undefined:
      return raw
    case 'text':
      return textOf(raw)
    case 'amount':
      return amount(textOf(raw).trim(), from)
    case 'number':
      return number(textOf(raw).trim(), from)
    case 'boolean':
      return boolean(textOf(raw).trim().toLowerCase(), from)
    case 'list':
      return textOf(raw)
        .split(separator)
        .map(member => member.trim())
        .filter(member => member !== '')
  }
}

function amount(text: string, column: string): string {
  if (!isAmount(text)) throw new UnreadableValue(column, `${quote(text)} is not an amount such as 129.50`)
  return text
}

function number(text: string, column: string): number {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value))
    throw new UnreadableValue(column, `${quote(text)} is not a number`)
  return value
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  1: true,
  false: false,
  no: false,
  0: false,
}
function boolean(text: string, column: string): boolean {
  if (!Object.hasOwn(truths, text))
    throw new UnreadableValue(column, `${quote(text)} is neither true nor false`)
  return truths[text] === true
}

export const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
const quote = (text: string): string => JSON.stringify(text.slice(0, 80))
