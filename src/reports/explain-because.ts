// What kept a condition from matching, in words a marketer reads. What it does not know is shown as it is, so that
// nothing is ever hidden.
import type { JsonObject, JsonValue } from '../model/json.js'
import { asObject, field, text } from './explain-text.js'

/** Of one condition: a list of reasons. Of several triggers that all missed: a list of such lists. */
export function sayBecause(because: JsonValue | null | undefined): string {
  const reasons = Array.isArray(because) ? because : [because ?? {}]
  const words = reasons.map(reason =>
    Array.isArray(reason) ? sayBecause(reason) : sayReason(asObject(reason)),
  )
  return words.filter(Boolean).join('; ') || 'no reason kept'
}

/** The kinds of reasons, by the word each of them has. The first that fits is meant. */
const kinds: readonly (readonly [word: string, say: (reason: JsonObject) => string])[] = [
  ['path', sayField],
  [
    'consent',
    ({ consent, topic, got }) =>
      `${text(consent)} consent${topic === undefined ? '' : ` to "${text(topic)}"`} is ${text(got)}`,
  ],
  ['segment', ({ segment, because }) => `not in segment "${text(segment)}" (${sayBecause(because ?? [])})`],
  ['did', sayDid],
  ['catalog', sayCatalog],
  [
    'localTime',
    ({ localTime, got }) => `it is ${text(got)} where the customer is, not ${windowWords(localTime)}`,
  ],
  ['not', ({ not }) => `matches ${JSON.stringify(not)}, which must not be`],
]

function sayReason(reason: JsonObject): string {
  const kind = kinds.find(([word]) => word in reason)
  if (kind) return kind[1](reason)
  return Object.keys(reason).length === 0 ? '' : JSON.stringify(reason)
}

const operatorWords: Readonly<Record<string, string>> = {
  eq: 'is not',
  ne: 'is',
  in: 'is none of',
  gt: 'is not above',
  gte: 'is below',
  lt: 'is not below',
  lte: 'is above',
  between: 'is not within',
  contains: 'does not contain',
  startsWith: 'does not start with',
  endsWith: 'does not end with',
  matches: 'does not look like',
  before: 'is not before',
  after: 'is not after',
  withinLast: 'is not of the last',
  withinNext: 'is not in the next',
}

/** The names of operators there are words for. */
export const saidOperators: readonly string[] = [...Object.keys(operatorWords), 'exists']

function sayField({ path, got, unknown, missing, want: found, ...operator }: JsonObject): string {
  if (unknown === 'missing') return `${text(missing ?? path)} is missing`
  const [[name, want] = ['', null]] = Object.entries(operator)
  if (name === 'exists') return `${text(path)} is ${want === true ? 'missing' : 'there'}`
  const other = 'path' in asObject(want) ? `${field(want, 'path')} (${text(found)})` : text(want)
  const words = `${text(path)} (${text(got)}) ${operatorWords[name] ?? name} ${other}`
  return unknown === undefined ? words : `${words}: it cannot be compared`
}

function sayDid(reason: JsonObject): string {
  const { did, within, since, got, unknown } = reason
  const when =
    within === undefined ? (since === undefined ? '' : ' since entry') : ` in the last ${text(within)}`
  if (unknown === 'not in a journey') return `${text(did)}${when}: the customer is in no journey yet`
  if (unknown !== undefined) return `${text(did)}${when} cannot be judged: ${text(unknown)}`
  const gotOf = (name: string): JsonValue | undefined => (typeof got === 'object' ? asObject(got)[name] : got)
  const parts = [
    ...(reason.count === undefined
      ? []
      : [`${text(gotOf('count'))} times${when}, wanted ${boundWords(reason.count)}`]),
    ...measureWords(reason.sum, of => `${of} adds up to ${text(gotOf('sum'))}${when}`),
    ...measureWords(reason.distinct, of => `${text(gotOf('distinct'))} different ${of}${when}`),
  ]
  return `${text(did)}: ${parts.join(', ')}`
}

function measureWords(measure: JsonValue | undefined, say: (of: string) => string): string[] {
  if (measure === undefined) return []
  const { of, ...bounds } = asObject(measure)
  return [`${say(text(of))}, wanted ${boundWords(bounds)}`]
}

const bounds: Readonly<Record<string, string>> = {
  eq: 'exactly',
  gt: 'more than',
  gte: 'at least',
  lt: 'less than',
  lte: 'at most',
}

function boundWords(wanted: JsonValue): string {
  if (typeof wanted !== 'object') return `at least ${text(wanted)}`
  const words = Object.entries(asObject(wanted)).map(
    ([name, bound]) => `${bounds[name] ?? name} ${text(bound)}`,
  )
  return words.join(' and ').replace('exactly 0', 'none')
}

const catalogUnknowns: Readonly<Record<string, string>> = {
  missing: 'is missing',
  'empty list': 'is an empty list',
  'wrong type': 'is not the id of a product',
  'not in the catalog': 'is not in the catalog',
}

function sayCatalog({ catalog, product, because, unknown }: JsonObject): string {
  if (because !== undefined) return `product ${text(product)} in the catalog: ${sayBecause(because)}`
  if (unknown === undefined) return `${text(catalog)} is an empty list`
  const what = product === undefined ? text(catalog) : `product ${text(product)}`
  return `${what} ${catalogUnknowns[text(unknown)] ?? `cannot be judged: ${text(unknown)}`}`
}

function windowWords(window: JsonValue | undefined): string {
  const { between, on } = asObject(window)
  const hours = Array.isArray(between) ? between.map(text).join(' to ') : ''
  const days = Array.isArray(on) ? `on ${on.map(text).join(', ')}` : ''
  return [hours, days].filter(Boolean).join(' ')
}
