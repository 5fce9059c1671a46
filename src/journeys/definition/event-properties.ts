// The properties events have: those of the known types, of the registered ones, and of those that steps make. What to do
// about a property nobody knows is the business of the checks.
import type { PropertyType } from './event-file-schema.js'
import type { JourneyDefinition } from './journey-schema.js'
import { knownEvents } from './known-events.js'
import type { Value } from './value-schema.js'
import { allSteps } from './walk.js'

/** `any`: nobody can tell, as of a value that a step has read. */
export type PropertyKind = PropertyType | 'any'
export type PropertyTable = Readonly<Record<string, PropertyKind>>

/** What is known of event types. */
export interface EventBook {
  readonly types: readonly string[]
  /** null: its properties may be any. Also of a type nobody knows. */
  tableOf(type: string): PropertyTable | null
}

type Tables = Readonly<Record<string, PropertyTable>>

/** `registered`: the event files, by type. */
export function eventBook(registered: Tables, journeys: readonly JourneyDefinition[]): EventBook {
  const tables = new Map<string, PropertyTable | null>(Object.entries(knownEvents))
  for (const { steps } of journeys)
    for (const { value } of allSteps(steps))
      if ('emit' in value && !Object.hasOwn(knownEvents, value.emit))
        tables.set(value.emit, { ...tables.get(value.emit), ...tableOfValues(value.with ?? {}, '') })
  for (const [type, table] of Object.entries(registered)) {
    const known = Object.hasOwn(knownEvents, type) ? knownEvents[type] : undefined
    if (known !== null) tables.set(type, { ...known, ...withStars(table) })
  }
  return { types: [...tables.keys()], tableOf: type => tables.get(type) ?? null }
}

function tableOfValues(values: Readonly<Record<string, Value>>, prefix: string): PropertyTable {
  const entries = Object.entries(values).map(([name, value]): PropertyTable => {
    const path = `${prefix}${name}`
    if (Array.isArray(value)) return { [path]: 'list' }
    if (typeof value !== 'object' || value === null) return { [path]: kindOfScalar(value) }
    const isReference = Object.keys(value).length === 1 && 'path' in value && typeof value.path === 'string'
    return isReference ? { [path]: 'any' } : tableOfValues(value as Record<string, Value>, `${path}.`)
  })
  return Object.assign({}, ...entries)
}

const kindOfScalar = (value: Value): PropertyKind => {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean'
  return typeof value === 'string' ? 'text' : 'any'
}

/** `cart.items.0.name` → `cart.items.*.name` */
const starred = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, '.*')

const withStars = (table: PropertyTable): PropertyTable =>
  Object.fromEntries(Object.entries(table).map(([path, kind]) => [starred(path), kind]))

/** What stands at a path of an event with this table; undefined where nothing can. */
export function kindAt(table: PropertyTable, path: string): PropertyKind | undefined {
  const parts = starred(path).split('.')
  const whole = parts.join('.')
  if (Object.hasOwn(table, whole)) return table[whole]
  if (isDescribed(table, whole)) return 'object'
  for (let length = parts.length - 1; length > 0; length--) {
    const above = parts.slice(0, length).join('.')
    if (!Object.hasOwn(table, above)) continue
    const kind = table[above]!
    if (kind === 'any' || (kind === 'object' && !isDescribed(table, above))) return 'any'
    return kind === 'list' && parts[length] === '*' && !isDescribed(table, above) ? 'any' : undefined
  }
  return undefined
}

const isDescribed = (table: PropertyTable, path: string): boolean =>
  Object.keys(table).some(other => other.startsWith(`${path}.`))
