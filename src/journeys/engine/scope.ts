// What conditions are judged on, and how a path is read there: the one place that knows which root a path begins at.
import type { Customer } from '../../model/customer.js'
import { type JsonObject, type JsonValue, parsePath, readPath } from '../../model/json.js'
import type { PastEvent } from './types.js'

/** true, false, or null: unknown, since a fact is missing or of a type that cannot be judged. */
export type Truth = boolean | null

/** What a condition is judged on. */
export interface Scope {
  /** What bare paths read: properties of the event at hand, or of the one that brought the customer in. */
  readonly properties: JsonObject
  /** `data.…`: properties of the event that brought the customer in. */
  readonly data: JsonObject
  /** `steps.ID.…`: what steps have put out, by step id. */
  readonly outputs: JsonObject
  /** `customer.…` reads the attributes, and nothing else of the customer. */
  readonly customer: Customer
  /** Where the customer is, as an IANA zone. */
  readonly zone: string
  readonly now: Date
  /** `since: "entry"` counts what happened after this; null: not in a journey. */
  readonly entryAt: Date | null
  /** Past events of a type, the present one included, at least those after `since`; undefined: yet to be loaded. */
  readonly history: (type: string, since: Date) => readonly PastEvent[] | undefined
  /** What the catalog says of a product; null: it has no such product; undefined: yet to be loaded. */
  readonly product: (id: string) => JsonObject | null | undefined
  /**
   * Where given, every test whose answer may change by mere passing of time tells the earliest instant at which it may,
   * always after `now`. Until the earliest of all that were told, the whole condition answers the same.
   */
  readonly changesAt?: (at: Date) => void
}

/** Why a condition did not match: `{ path: "cart.value", gte: 20, got: "12.50" }`. */
export type Because = JsonObject

/** Judges a scope; what keeps it from matching is added to `because`, unless that is null. */
export type Test = (scope: Scope, because: Because[] | null) => Truth

/** Reads a path: bare ones in `properties`, the others where their root says. */
export type Reader = (scope: Scope, properties: JsonObject) => JsonValue | undefined

/** The words that a path can begin with to be read elsewhere than in the properties at hand. */
const roots = ['data', 'customer', 'steps'] as const
type Root = (typeof roots)[number]

/** A switch, not a table of functions: it is run for every field of every condition. */
function rootOf(root: Root | undefined, scope: Scope, properties: JsonObject): JsonObject {
  switch (root) {
    case undefined:
      return properties
    case 'data':
      return scope.data
    case 'customer':
      return scope.customer.attributes
    case 'steps':
      return scope.outputs
  }
}

/** Whether a path begins at this root, such as `customer`. */
export const isOf = (root: Root, path: string): boolean => parsePath(path)[0] === root

/** Names that every object or list inherits: only for these does it take a look whether they are its own. */
const isInherited = (part: string): boolean => part in Object.prototype || part in Array.prototype

/** A path made ready to be read often. */
export function compileReader(path: string): Reader {
  const all = parsePath(path)
  const root = roots.find(one => one === all[0])
  const parts = root ? all.slice(1) : all
  if (parts.some(isInherited)) return (scope, properties) => readPath(rootOf(root, scope, properties), parts)
  const [first, second] = parts as [string, string]
  if (parts.length === 1) return (scope, properties) => rootOf(root, scope, properties)[first]
  if (parts.length === 2) return (scope, properties) => partOf(rootOf(root, scope, properties)[first], second)
  return (scope, properties) => {
    let value: JsonValue | undefined = rootOf(root, scope, properties)
    for (let index = 0; index < parts.length; index++) value = partOf(value, parts[index]!)
    return value
  }
}

const partOf = (value: JsonValue | undefined, part: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null ? (value as JsonObject)[part] : undefined

/** What stands at a path; undefined where a part of it is missing. For one that is read often, `compileReader` is faster. */
export const readField = (scope: Scope, path: string): JsonValue | undefined =>
  compileReader(path)(scope, scope.properties)
