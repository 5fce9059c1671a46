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

type Root = (scope: Scope, properties: JsonObject) => JsonObject

const bare: Root = (_scope, properties) => properties
const roots: Readonly<Record<string, Root>> = {
  data: scope => scope.data,
  customer: scope => scope.customer.attributes,
  steps: scope => scope.outputs,
}

/** Whether a path begins at this root, such as `customer`. */
export const isOf = (root: 'data' | 'customer' | 'steps', path: string): boolean =>
  parsePath(path)[0] === root

/** Names that every object or list inherits: only for these does it take a look whether they are its own. */
const isInherited = (part: string): boolean => part in Object.prototype || part in Array.prototype

/** A path made ready to be read often. */
export function compileReader(path: string): Reader {
  const all = parsePath(path)
  const named = Object.hasOwn(roots, all[0]!) ? roots[all[0]!] : undefined
  const root = named ?? bare
  const parts = named ? all.slice(1) : all
  if (parts.some(isInherited)) return (scope, properties) => readPath(root(scope, properties), parts)
  return (scope, properties) => {
    let value: JsonValue | undefined = root(scope, properties)
    for (let index = 0; index < parts.length; index++) {
      if (typeof value !== 'object' || value === null) return undefined
      value = (value as JsonObject)[parts[index]!]
    }
    return value
  }
}

/** What stands at a path; undefined where a part of it is missing. For one that is read often, `compileReader` is faster. */
export const readField = (scope: Scope, path: string): JsonValue | undefined =>
  compileReader(path)(scope, scope.properties)
