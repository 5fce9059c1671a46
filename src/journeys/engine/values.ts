// Values as a step writes them, with every `{ "path": … }` read.
import type { JsonObject, JsonValue } from '../../model/json.js'
import type { Value, Values } from '../definition/value-schema.js'

type Read = (path: string) => JsonValue | undefined

export const readValues = (values: Values, read: Read): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readValue(value, read)]))

function readValue(value: Value, read: Read): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(one => readValue(one, read))
  return isReference(value) ? (read(value.path) ?? null) : readValues(value, read)
}

const isReference = (value: { [key: string]: Value }): value is { path: string } =>
  typeof value.path === 'string' && Object.keys(value).length === 1
