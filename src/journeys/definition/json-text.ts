// Reads JSON as JSON.parse does, but knows the line of every value, says what is wrong in words for people who do not
// write programs, and refuses a property that stands twice (JSON.parse silently keeps the last one).
import { formatPath, type JsonPath } from './finding.js'

export interface JsonText {
  readonly value: unknown
  /** Line of the value at a path, or of the nearest place around it; from 1. */
  readonly lineOf: (path: JsonPath) => number
}

export interface SyntaxFault {
  readonly code: 'json_syntax' | 'duplicate_property'
  readonly line: number
  readonly column: number
  readonly message: string
}

/** Far deeper than a journey can be read by people; keeps the reader from running out of stack. */
const maxDepth = 200

class Fault extends Error {
  readonly at: number
  readonly code: SyntaxFault['code']
  constructor(at: number, message: string, code: SyntaxFault['code'] = 'json_syntax') {
    super(message)
    this.at = at
    this.code = code
  }
}

/** The value of a JSON text, or its first syntax fault with line and column. */
export function readJson(text: string): { json: JsonText } | { fault: SyntaxFault } {
  const reader = new Reader(text)
  try {
    const value = reader.document()
    return { json: { value, lineOf: path => nearestLine(reader.lines, path) } }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    return { fault: { code: fault.code, ...positionOf(text, fault.at), message: fault.message } }
  }
}

function nearestLine(lines: ReadonlyMap<string, number>, path: JsonPath): number {
  for (let length = path.length; length >= 0; length--) {
    const line = lines.get(formatPath(path.slice(0, length)))
    if (line !== undefined) return line
  }
  return 1
}

function positionOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

class Reader {
  readonly lines = new Map<string, number>()
  private readonly text: string
  private at = 0
  private line = 1

  constructor(text: string) {
    this.text = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text
  }

  document(): unknown {
    const value = this.value([])
    this.space()
    if (this.at < this.text.length) throw new Fault(this.at, 'something stands after the end; remove it')
    return value
  }

  private value(path: JsonPath): unknown {
    this.space()
    const key = formatPath(path)
    if (!this.lines.has(key)) this.lines.set(key, this.line)
    if (path.length > maxDepth) throw new Fault(this.at, `is nested deeper than ${maxDepth} levels`)
    const char = this.text[this.at]
    if (char === '{') return this.object(path)
    if (char === '[') return this.array(path)
    if (char === '"') return this.string()
    return this.word()
  }

  private object(path: JsonPath): Record<string, unknown> {
    const entries = new Map<string, unknown>()
    this.at++
    if (this.takes('}')) return {}
    do {
      this.space()
      const start = this.at
      if (this.text[start] !== '"') throw new Fault(start, this.expectedName())
      const line = this.line
      const name = this.string()
      if (entries.has(name))
        throw new Fault(start, `"${name}" stands twice; keep one of them`, 'duplicate_property')
      this.lines.set(formatPath([...path, name]), line)
      if (!this.takes(':')) throw new Fault(this.at, `a colon is missing after "${name}"`)
      entries.set(name, this.value([...path, name]))
    } while (this.takes(','))
    if (!this.takes('}')) throw new Fault(this.at, this.expectedNext('}'))
    return Object.fromEntries(entries)
  }

  private array(path: JsonPath): unknown[] {
    const values: unknown[] = []
    this.at++
    if (this.takes(']')) return values
    do {
      this.space()
      if (this.text[this.at] === ']') throw new Fault(this.at, 'remove the comma before this "]"')
      values.push(this.value([...path, values.length]))
    } while (this.takes(','))
    if (!this.takes(']')) throw new Fault(this.at, this.expectedNext(']'))
    return values
  }

  private string(): string {
    const match = /"(?:[^"\\\n\r]|\\.)*"/y
    match.lastIndex = this.at
    const found = match.exec(this.text)
    if (!found) throw new Fault(this.at, 'the closing quotation mark of this text is missing on its line')
    try {
      const text = JSON.parse(found[0]) as string
      this.at += found[0].length
      return text
    } catch {
      throw new Fault(this.at, 'this text has a tab or a wrong backslash; write \\t, \\n or \\\\')
    }
  }

  private word(): unknown {
    const match = /-?\d[\d.eE+-]*|[A-Za-z_][\w-]*/y
    match.lastIndex = this.at
    const found = match.exec(this.text)
    if (!found) throw new Fault(this.at, this.expectedValue())
    try {
      const value: unknown = JSON.parse(found[0])
      this.at += found[0].length
      return value
    } catch {
      throw new Fault(this.at, `${found[0]} is no value here; write text in quotation marks: "${found[0]}"`)
    }
  }

  private takes(char: string): boolean {
    this.space()
    if (this.text[this.at] !== char) return false
    this.at++
    return true
  }

  private space(): void {
    for (;;) {
      const char = this.text[this.at]
      if (char === '\n') this.line++
      else if (char !== ' ' && char !== '\t' && char !== '\r') return
      this.at++
    }
  }

  private expectedName(): string {
    if (this.text[this.at] === '}') return 'remove the comma before this "}"'
    return `expected the name of a property in double quotation marks, found ${this.found()}`
  }

  private expectedNext(end: string): string {
    return `expected a comma or "${end}", found ${this.found()}; is a comma missing before it?`
  }

  private expectedValue(): string {
    if (this.text.startsWith('//', this.at) || this.text.startsWith('/*', this.at))
      return 'JSON has no comments; use "description"'
    if (this.text[this.at] === "'") return 'JSON wants double quotation marks (") around text'
    return `expected a value, found ${this.found()}`
  }

  private found(): string {
    const char = this.text[this.at]
    return char === undefined ? 'the end of the file' : JSON.stringify(char)
  }
}
