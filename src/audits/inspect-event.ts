// What an event lacks of the usual properties of its type, and what is of another kind than it should be. Pure. Looks at a
// sample only; whether something lacks too often, say the audits.
import type { propertyTypes } from '../journeys/definition/event-file-schema.js'
import type { PropertyKind, PropertyTable } from '../journeys/definition/property-table.js'
import { isObject, type JsonObject, type JsonValue } from '../model/json.js'
import { parseDate } from '../model/local-time.js'
import { isAmount } from '../model/money.js'

export interface Inspected {
  /** Paths as in the table: `order.items.*.price`. */
  readonly missing: readonly string[]
  readonly mistyped: readonly string[]
}

/** Of a long list the first ones tell as much. */
const mostMembers = 20

export function inspectEvent(table: PropertyTable, properties: JsonObject): Inspected {
  const missing: string[] = []
  const mistyped: string[] = []
  for (const [path, kind] of Object.entries(table)) {
    const values = valuesAt(properties, path.split('.'))
    if (values.some(isAbsent)) missing.push(path)
    if (values.some(value => !isAbsent(value) && !isOfKind(value, kind))) mistyped.push(path)
  }
  return { missing, mistyped }
}

const isAbsent = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === ''

/** What stands there; several where the path goes through lists, and nothing where such a list is empty or absent. */
function valuesAt(root: JsonValue | undefined, parts: readonly string[]): (JsonValue | undefined)[] {
  const [first, ...rest] = parts
  if (first === undefined) return [root]
  if (first === '*')
    return Array.isArray(root) ? root.slice(0, mostMembers).flatMap(one => valuesAt(one, rest)) : []
  if (root === undefined || root === null) return rest.includes('*') ? [] : [undefined]
  return valuesAt(isObject(root) ? root[first] : undefined, rest)
}

const kinds: Readonly<Record<(typeof propertyTypes)[number], (value: JsonValue) => boolean>> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number',
  amount: value => typeof value === 'number' || isAmount(value),
  boolean: value => typeof value === 'boolean',
  date: value => parseDate(value) !== null,
  list: Array.isArray,
  object: isObject,
}

const isOfKind = (value: JsonValue | undefined, kind: PropertyKind): boolean =>
  kind === 'any' || value === undefined || kinds[kind](value)
