// Limits on what an event may carry, so that nothing that was accepted at the door can break a store or a rule later.
// Runs over every value of every event: kept to one pass and to cheap checks. The same limits hold for calls and products.

export const limits = {
  /** Levels of objects and lists inside `properties`. */
  depth: 16,
  /** Names in `properties` and the objects inside; what is in lists counts for itself, or a long order would not fit. */
  properties: 512,
  /** Values of any kind, lists included. */
  values: 10_000,
  /** UTF-16 code units of a string or a name. */
  stringLength: 16_384,
} as const

export interface LimitFault {
  readonly path: readonly string[]
  readonly message: string
}

/** Per event. More would help nobody, and an answer must not be larger than its question. */
export const maxFaults = 20

/** An occurrence may be this much later than its arrival: clocks differ, but no shop lives in tomorrow. */
const futureToleranceMs = 3_600_000

/** The first moment that can be meant: before it lie only mistakes, and years that PostgreSQL cannot read. */
const earliest = Date.UTC(1970, 0, 1)

/** What is wrong with the time of something that arrived at `receivedAt`, or undefined. */
export function timeFault(time: Date, receivedAt: Date): string | undefined {
  if (time.getTime() > receivedAt.getTime() + futureToleranceMs)
    return 'must not be more than an hour in the future'
  return time.getTime() < earliest ? 'must not be before 1970' : undefined
}

/** Names that reach a prototype where code is careless with them. */
const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

interface Walk {
  values: number
  properties: number
  readonly faults: LimitFault[]
}

/** Everything in `properties` (as JSON.parse made them) that is over a limit or that PostgreSQL could not store. */
export function limitFaults(properties: object): readonly LimitFault[] {
  const walk: Walk = { values: 0, properties: 0, faults: [] }
  visit(walk, properties, null, 1, false)
  if (walk.properties > limits.properties)
    add(walk, null, `must have at most ${limits.properties} properties`)
  if (walk.values > limits.values) add(walk, null, `must hold at most ${limits.values} values`)
  return walk.faults
}

/** A path as a linked list from its end, made into an array only for a fault. */
interface Trail {
  readonly name: string | number
  readonly above: Trail | null
}

function visit(walk: Walk, value: unknown, above: Trail | null, depth: number, inList: boolean): void {
  if (walk.values > limits.values || walk.faults.length >= maxFaults) return
  if (depth > limits.depth) {
    add(walk, above, `must not be nested deeper than ${limits.depth} levels`)
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      visitChild(walk, value[index], index, above, depth, true)
    }
  } else {
    for (const name in value as Record<string, unknown>) {
      if (!inList) walk.properties++
      if (forbiddenNames.has(name)) add(walk, { name, above }, 'must not be a name')
      const fault = textFault(name)
      if (fault) add(walk, above, `has a name that ${fault}`)
      else visitChild(walk, (value as Record<string, unknown>)[name], name, above, depth, inList)
    }
  }
}

function visitChild(
  walk: Walk,
  value: unknown,
  name: string | number,
  above: Trail | null,
  depth: number,
  inList: boolean,
): void {
  walk.values++
  if (typeof value === 'string') {
    const fault = textFault(value)
    if (fault) add(walk, { name, above }, fault)
  } else if (typeof value === 'object' && value !== null) {
    visit(walk, value, { name, above }, depth + 1, inList)
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    add(walk, { name, above }, 'must be a finite number')
  }
}

/** Any surrogate, paired or not: a quick look that sorts out nearly all text. */
const suspicious = /[\0\ud800-\udfff]/
const loneSurrogate = /\p{Surrogate}/u

/** What is wrong with a text, or undefined. jsonb and text refuse NUL, and jsonb refuses half a surrogate pair. */
export function textFault(text: string): string | undefined {
  if (text.length > limits.stringLength) return `must be at most ${limits.stringLength} characters long`
  if (!suspicious.test(text)) return undefined
  if (text.includes('\0')) return 'must not contain NUL'
  return loneSurrogate.test(text) ? 'must be valid Unicode' : undefined
}

function add(walk: Walk, trail: Trail | null, message: string): void {
  const path: string[] = []
  for (let at = trail; at; at = at.above) path.unshift(String(at.name))
  if (walk.faults.length < maxFaults) walk.faults.push({ path, message })
}
