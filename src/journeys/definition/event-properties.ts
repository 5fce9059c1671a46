// The properties events have: those of the known types, of the registered ones, and of those that steps make. What to do
// about a property nobody knows is the business of the checks.
import type { JourneyDefinition } from './journey-schema.js'
import { knownEvents } from './known-events.js'
import { type PropertyKind, type PropertyTable, withStars } from './property-table.js'
import type { Value } from './value-schema.js'
import { allSteps } from './walk.js'

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
