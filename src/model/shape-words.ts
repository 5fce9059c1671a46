// What is wrong with posted JSON, in words for those who post it; zod's own speak of types received, and of undefined. Only
// for what a schema itself says nothing about.
import type { z } from 'zod'

type RawIssue = z.core.$ZodRawIssue

/** An error map for zod: the message for an issue, or undefined for zod's own. */
export function shapeWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wanted(typeNames[issue.expected] ?? issue.expected, issue.input)
    case 'invalid_value':
      return wanted(
        issue.values.length === 1 ? listed(issue.values) : `one of ${listed(issue.values)}`,
        issue.input,
      )
    case 'unrecognized_keys':
      return unknownProperties(issue.keys, issue.inst)
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    default:
      return undefined
  }
}

/** For `safeParse` of what somebody has posted. */
export const inOurWords = { error: shapeWords }

/**
 * `safeParse` of what is posted by the thousand: what is right is read without the words, which take half as long again; only what
 * is wrong is read twice.
 */
export function parseFast<S extends z.ZodType>(schema: S, value: unknown): z.ZodSafeParseResult<z.output<S>> {
  const read = schema.safeParse(value)
  return read.success ? read : schema.safeParse(value, inOurWords)
}

/** `"a", "b"`. */
export const listed = (words: readonly unknown[]): string =>
  words.map(word => JSON.stringify(word)).join(', ')

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const wanted = (what: string, input: unknown): string =>
  input === undefined ? `is missing; it must be ${what}` : `must be ${what}`

const unknownProperties = (unknown: readonly string[], inst: unknown): string =>
  `has the unknown ${unknown.length === 1 ? 'property' : 'properties'} ${listed(unknown)}; allowed here: ${listed(propertiesOf(inst))}`

/** The properties of the object schema that raised an issue. */
export function propertiesOf(inst: unknown): readonly string[] {
  const shape = (inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape
  return Object.keys(shape ?? {})
}

interface Bound {
  readonly origin: string
  readonly inclusive?: boolean | undefined
}

function tooSmall({ origin, minimum, inclusive }: Bound & { minimum: number | bigint }): string {
  if (origin === 'array' && minimum > 1) return `must have at least ${minimum} entries`
  if (origin === 'array' || origin === 'string') return 'must not be empty'
  return `must be ${inclusive ? 'at least' : 'more than'} ${minimum}`
}

function tooBig({ origin, maximum, inclusive }: Bound & { maximum: number | bigint }): string {
  if (origin === 'string') return `must have at most ${maximum} characters`
  if (origin === 'array') return `must have at most ${maximum} entries`
  return `must be ${inclusive ? 'at most' : 'less than'} ${maximum}`
}
