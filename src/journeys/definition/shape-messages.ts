// The words for zod's issues that have none of their own in the schemas, where people who write journeys need others than
// those who post JSON: no types, and for a mistyped word the one that was probably meant.
import type { z } from 'zod'
import { listed, propertiesOf, shapeWords } from '../../model/shape-words.js'
import { choiceOf } from './choices.js'
import { didYouMean } from './did-you-mean.js'
import { conditionKeywords } from './fields-schema.js'

const keywords: ReadonlySet<string> = new Set(conditionKeywords)

type RawIssue = z.core.$ZodRawIssue
type KindIssue = { discriminator?: string; options?: readonly unknown[]; input?: unknown }

/** An error map for zod: the message for an issue, or undefined for zod's own. */
export function explainShape(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return explainType(issue)
    case 'invalid_value':
      return explainValue(issue.values, issue.input)
    case 'unrecognized_keys':
      return explainKeys(issue.keys, issue.inst)
    case 'invalid_union':
      return explainKind(issue)
    case 'invalid_format':
      return explainFormat(issue.format)
    default:
      return shapeWords(issue)
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text in quotation marks',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'a group of properties in braces',
  record: 'a group of properties in braces',
}

function explainType(issue: { expected: string; input?: unknown; inst?: unknown }): string {
  const wanted =
    (issue.expected === 'string' && textWanted(issue.inst)) || typeNames[issue.expected] || issue.expected
  return issue.input === undefined ? `is missing; it must be ${wanted}` : `must be ${wanted}`
}

/** What the schema itself says a text must be, such as a duration; undefined where it says nothing. */
function textWanted(inst: unknown): string | undefined {
  const said = (inst as z.ZodType | undefined)?.safeParse('').error?.issues[0]?.message
  return said?.startsWith('must be ') ? said.slice('must be '.length) : undefined
}

function explainValue(values: readonly unknown[], input: unknown): string {
  const wanted = values.length === 1 ? listed(values) : `one of ${listed(values)}`
  if (input === undefined) return `is missing; it must be ${wanted}`
  if (values.some(value => typeof value !== 'string' && String(value) === input))
    return `must be ${wanted}, without quotation marks`
  return `must be ${wanted}${typeof input === 'string' ? didYouMean(input, values.map(String)) : ''}`
}

/** Where one property says which shape is meant; the schemas of all other choices have words of their own. */
function explainKind({ discriminator, options, input }: KindIssue): string | undefined {
  if (discriminator === undefined || options === undefined) return undefined
  return explainValue(options, (input as Readonly<Record<string, unknown>>)[discriminator])
}

function explainKeys(unknown: readonly string[], inst: unknown): string {
  const first = unknown[0]!
  const choice = choiceOf(inst)
  if (choice?.kinds.includes(first)) return `has ${listed([first])} ${choice.two}`
  const allowed = allowedKeys(inst)
  const noun = unknown.length === 1 ? 'property' : 'properties'
  const hint = didYouMean(first, allowed)
  // A condition needs no keyword: what is none, and no slip of one, is the name of a field.
  if (choice && choice.none === undefined && !hint && !keywords.has(first))
    return `has ${listed([first])} ${choice.two}`
  return `has the unknown ${noun} ${listed(unknown)}${hint || ';'} allowed here: ${listed(allowed)}`
}

function explainFormat(format: string): string | undefined {
  if (format === 'email') return 'must be an email address such as "hello@example.com"'
  if (format === 'url') return 'must be an address such as "https://example.com"'
  return undefined
}

const allowedKeys = (inst: unknown): readonly string[] => propertiesOf(inst).filter(key => key !== '$schema')
