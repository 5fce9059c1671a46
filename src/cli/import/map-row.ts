// A row of an export made an event, as a map says. Pure: it neither reads files nor knows where events go.
import { createHash } from 'node:crypto'
import type { Fault } from '../../model/event.js'
import type { JsonObject, JsonValue } from '../../model/json.js'
import type { EventMap, PropertyMap, Source } from './map-schema.js'
import { timeReader } from './read-time.js'
import { cell, type Row, readValue, textOf, UnreadableValue } from './read-value.js'

/** In the shape `parseEvent` takes, which has the last word. */
export type RawEvent = Record<string, unknown>
export type RowMapper = (row: Row) => { event: RawEvent } | { faults: Fault[] }

export function rowMapper(map: EventMap): RowMapper {
  const readTime = occurredAtReader(map.occurredAt)
  return row => {
    try {
      return { event: eventOf(map, readTime, row) }
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error
      return { faults: [{ path: error.column, message: error.message }] }
    }
  }
}

function eventOf(map: EventMap, readTime: (row: Row) => string, row: Row): RawEvent {
  const type = textOf(typeOf(map.type, row))
  const properties = {}
  assign(properties, map.properties, row)
  assign(properties, map.typeProperties[type] ?? {}, row)
  return {
    id: map.id === undefined ? idOf(row) : textOf(readValue(row, map.id)),
    type,
    occurredAt: readTime(row),
    customer: customerOf(map.customer, row),
    properties,
  }
}

function typeOf(type: EventMap['type'], row: Row): JsonValue | undefined {
  return readValue(row, type)
}

/** The same row gives the same id, so that importing a file twice stores its events once. */
function idOf(row: Row): string {
  const canonical = JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `row-${createHash('sha256').update(canonical).digest('hex').slice(0, 32)}`
}

function occurredAtReader(source: EventMap['occurredAt']): (row: Row) => string {
  const { from, format, zone } =
    typeof source === 'string' ? { from: source, format: 'iso', zone: 'UTC' } : source
  const read = timeReader(format, zone)
  return row => {
    const text = textOf(cell(row, from))
    const iso = text === '' ? null : read(text)
    if (iso === null)
      throw new UnreadableValue(
        from,
        `${JSON.stringify(text.slice(0, 80))} is not a time as "${format}" says`,
      )
    return iso
  }
}

const customerOf = (names: EventMap['customer'], row: Row): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([kind, source]) => {
      const value = readValue(row, source as Source)
      return value === undefined ? [] : [[kind, textOf(value)]]
    }),
  )

function assign(target: JsonObject, map: PropertyMap, row: Row): void {
  for (const [path, source] of Object.entries(map)) {
    const value = Array.isArray(source)
      ? source.map(item => {
          const object: JsonObject = {}
          assign(object, item, row)
          return object
        })
      : readValue(row, source)
    if (value !== undefined) put(target, path.split('.'), value)
  }
}

/** Only own properties are followed, so that no path of a map leads out of the event. */
function put(target: JsonObject, path: readonly string[], value: JsonValue): void {
  const [first = '', ...rest] = path
  if (rest.length === 0) {
    target[first] = value
    return
  }
  const inner = Object.hasOwn(target, first) ? target[first] : undefined
  const object: JsonObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
  target[first] = object
  put(object, rest, value)
}
