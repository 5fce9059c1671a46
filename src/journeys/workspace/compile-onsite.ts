// A message on the site: a few texts in JSON, each of them Liquid.
import { findingOf } from '../definition/finding.js'
import { readJson } from '../definition/json-text.js'
import { onsiteFileSchema } from '../definition/onsite-file-schema.js'
import { checkShape } from '../definition/shape-faults.js'
import { checkLiquid, type LiquidFault } from './check-liquid.js'
import type { OnsiteContent } from './template-content.js'

const parts = ['title', 'text', 'button', 'link', 'image'] as const

export interface CompiledOnsite {
  readonly content: OnsiteContent | null
  readonly faults: readonly LiquidFault[]
  /** Of its parts, in the file. */
  readonly lines: Readonly<Record<string, number>>
}

export function compileOnsite(source: string): CompiledOnsite {
  const read = readJson(source)
  if ('fault' in read) {
    const { code, line, column, message } = read.fault
    return {
      content: null,
      lines: {},
      faults: [{ level: 'error', code, line, message: `column ${column}: ${message}` }],
    }
  }
  const { value, lineOf } = read.json
  const shape = checkShape(onsiteFileSchema, value)
  if ('faults' in shape) {
    const findings = shape.faults.map(fault => findingOf('', fault, lineOf))
    return {
      content: null,
      lines: {},
      faults: findings.map(({ path, message, line = 1, ...fault }) => ({
        ...fault,
        line,
        message: path ? `${path}: ${message}` : message,
      })),
    }
  }
  const file = shape.value
  const faults = parts.flatMap(part =>
    checkLiquid(file[part] ?? '').map(fault => ({
      ...fault,
      line: lineOf([part]),
      message: `${part}: ${fault.message}`,
    })),
  )
  const lines = Object.fromEntries(parts.map(part => [part, lineOf([part])]))
  if (faults.some(({ level }) => level === 'error')) return { content: null, faults, lines }
  const { title, text, button = '', link = '', image = '' } = file
  return { content: { title, text, button, link, image }, faults, lines }
}
