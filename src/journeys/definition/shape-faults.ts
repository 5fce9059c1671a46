// Checks a file's shape with its zod schema and says what is wrong in the words of the format. Where several shapes are
// allowed (a step, a condition), the faults are those of the one its author meant: the one whose keyword is there.
import type { z } from 'zod'
import { listed } from '../../model/shape-words.js'
import { type Choice, choices } from './choices.js'
import { closest, didYouMean } from './did-you-mean.js'
import { error, type Fault, type JsonPath } from './finding.js'
import { explainShape } from './shape-messages.js'
import { stepExpected } from './step-schema.js'

/** The checked value, or every fault of it. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { value: z.output<Schema> } | { faults: Fault[] } {
  const parsed = schema.safeParse(value, { error: explainShape })
  return parsed.success ? { value: parsed.data } : { faults: faultsOf(parsed.error.issues, value, []) }
}

type Issue = z.core.$ZodIssue
type NoneFits = z.core.$ZodIssueInvalidUnion

/** `value` is what stands at `prefix`; the paths of the issues start there. */
const faultsOf = (issues: readonly Issue[], value: unknown, prefix: JsonPath): Fault[] =>
  issues.filter(isNews).flatMap(issue => {
    const path = [...prefix, ...(issue.path as JsonPath)]
    const inner = issue.path.reduce(readPart, value)
    return issue.code === 'invalid_union' ? choiceFaults(issue, inner, path) : [faultOf(issue, path)]
  })

/** "Needs at least one of …" is no news where the one that is there was mistyped. */
const isNews = (issue: Issue, _: number, issues: readonly Issue[]): boolean =>
  issue.code !== 'custom' ||
  !issues.some(other => other.code === 'unrecognized_keys' && other.path.join() === issue.path.join())

function faultOf(issue: Issue, path: JsonPath): Fault {
  if (issue.code === 'unrecognized_keys') return error('unknown_property', path, issue.message)
  if (issue.code === 'invalid_key') return error('wrong_field', path, issue.issues[0]!.message)
  return error('wrong_value', path, issue.message)
}

function choiceFaults(issue: NoneFits, value: unknown, path: JsonPath): Fault[] {
  const choice = choices.find(({ expected }) => expected === issue.message)
  if (choice && isRecord(value)) return kindFaults(choice, innermost(issue), value, path)
  if (typeof value !== 'object' || value === null) return [error('wrong_value', path, issue.message)]
  const meant = issue.errors.filter(issues => issues.every(inner => !refusesOutright(inner)))
  return meant.length === 1 ? faultsOf(meant[0]!, value, path) : [error('wrong_value', path, issue.message)]
}

/** One thing or a list of them is a choice around a choice, and says the same. */
function innermost(issue: NoneFits): NoneFits {
  const inner = issue.errors.flat().find(one => one.code === 'invalid_union' && one.message === issue.message)
  return inner && inner.path.length === 0 ? (inner as NoneFits) : issue
}

/** The faults of the kind whose keyword is there. */
function kindFaults(
  choice: Choice,
  issue: NoneFits,
  value: Record<string, unknown>,
  path: JsonPath,
): Fault[] {
  const index = choice.kinds.findIndex(kind => Object.hasOwn(value, kind))
  if (index >= 0) return faultsOf(issue.errors[index]!, value, path)
  return choice.none === undefined ? faultsOf(issue.errors.at(-1)!, value, path) : noKind(choice, value, path)
}

function noKind({ kinds, none, expected }: Choice, value: Record<string, unknown>, path: JsonPath): Fault[] {
  const typed = Object.keys(value).find(key => key !== 'id' && closest(key, kinds) !== undefined)
  const hint = typed === undefined ? '' : didYouMean(typed, kinds)
  const message = `${none}; it must have one of ${listed(kinds)}${hint}`
  return [error(expected === stepExpected ? 'no_step_kind' : 'wrong_value', path, message)]
}

const refusesOutright = (issue: Issue): boolean =>
  issue.path.length === 0 && issue.code !== 'unrecognized_keys' && issue.code !== 'custom'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readPart = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined
