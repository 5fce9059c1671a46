// Checks a file's shape with its zod schema and says what is wrong in the words of the format. Where several shapes are
// allowed (a step, a condition), the faults are those of the one its author meant: the one whose keyword is there.
import type { z } from 'zod'
import { conditionExpected, conditionKinds } from './condition-schema.js'
import { closest, didYouMean } from './did-you-mean.js'
import { error, type Fault, type JsonPath } from './finding.js'
import { explainShape, listed } from './shape-messages.js'
import { stepExpected, stepKinds } from './step-schema.js'

/** The checked value, or every fault of it. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { value: z.output<Schema> } | { faults: Fault[] } {
  const parsed = schema.safeParse(value, { error: explainShape })
  return parsed.success ? { value: parsed.data } : { faults: faultsOf(parsed.error.issues, value, []) }
}

type Issue = z.core.$ZodIssue
type Choice = z.core.$ZodIssueInvalidUnion

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

function choiceFaults(choice: Choice, value: unknown, path: JsonPath): Fault[] {
  if (!isRecord(value)) return [error('wrong_value', path, choice.message)]
  if (choice.message === stepExpected)
    return kindFaults(choice, stepKinds, value, path) ?? noStep(value, path)
  if (choice.message === conditionExpected)
    return kindFaults(choice, conditionKinds, value, path) ?? faultsOf(choice.errors.at(-1)!, value, path)
  const meant = choice.errors.filter(issues => issues.every(issue => !refusesOutright(issue)))
  return meant.length === 1 ? faultsOf(meant[0]!, value, path) : [error('wrong_value', path, choice.message)]
}

/** The faults of the kind whose keyword is there; undefined where none is. `kinds` has the order of the choice. */
function kindFaults(
  choice: Choice,
  kinds: readonly string[],
  value: Record<string, unknown>,
  path: JsonPath,
): Fault[] | undefined {
  const index = kinds.findIndex(kind => Object.hasOwn(value, kind))
  return index < 0 ? undefined : faultsOf(choice.errors[index]!, value, path)
}

function noStep(value: Record<string, unknown>, path: JsonPath): Fault[] {
  const typed = Object.keys(value).find(key => key !== 'id' && closest(key, stepKinds) !== undefined)
  const hint = typed === undefined ? '' : didYouMean(typed, stepKinds)
  const message = `does not say what the step does; it must have one of ${listed(stepKinds)}${hint}`
  return [error('no_step_kind', path, message)]
}

const refusesOutright = (issue: Issue): boolean =>
  issue.path.length === 0 && issue.code !== 'unrecognized_keys' && issue.code !== 'custom'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const readPart = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined
