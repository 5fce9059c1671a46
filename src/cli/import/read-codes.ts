// The coupon codes of a file: one on each line, or the column "code" of a CSV. Must not put a code into an error: whoever
// reads it could use it.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { textFault } from '../../model/event-limits.js'
import { formatOf, readRows } from './read-rows.js'

/** A code, or why the line has none. `line` is counted from 1. */
export type CodeRead =
  | { readonly line: number; readonly code: string }
  | { readonly line: number; readonly fault: string }

const longest = 100

export async function* readCodes(file: string): AsyncGenerator<CodeRead> {
  const texts = formatOf(file) === 'csv' ? codeColumn(file) : linesOf(file)
  for await (const { line, text } of texts) {
    const code = text?.trim()
    if (code === '') continue
    const fault = code === undefined ? 'has no column "code"' : faultOf(code)
    yield code === undefined || fault ? { line, fault: fault! } : { line, code }
  }
}

interface Line {
  readonly line: number
  readonly text: string | undefined
}

async function* linesOf(file: string): AsyncGenerator<Line> {
  const input = createReadStream(file, 'utf8')
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let line = 0
  for await (const text of lines)
    yield { line: ++line, text: line === 1 ? text.replace(/^\uFEFF/, '') : text }
}

async function* codeColumn(file: string): AsyncGenerator<Line> {
  for await (const read of readRows(file, 'csv')) {
    const value = 'row' in read ? read.row.code : undefined
    yield { line: read.line, text: typeof value === 'string' ? value : undefined }
  }
}

function faultOf(code: string): string | undefined {
  if (code.length > longest) return `is longer than ${longest} characters`
  if (/\s/.test(code)) return 'has a space in it'
  return textFault(code)
}
