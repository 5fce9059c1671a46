// As much of JSON Schema (draft 7, and 2020-12 for the description of the API) as our schemas use: whether a value is valid, and what of the schema it shows. A
// second opinion beside zod, and the measure of how complete the examples of the reference are.
import type { JsonSchema } from '../../src/journeys/workspace/json-schemas.js'

/** The bounds zod writes beside what `JsonSchema` names. */
interface Bounds {
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly additionalItems?: false
  readonly if?: JsonSchema
  readonly then?: JsonSchema
}
type Schema = JsonSchema & Bounds
type Root = Readonly<Record<string, Schema>>

const understood = new Set([
  ...[
    '$schema',
    '$ref',
    'definitions',
    'description',
    'title',
    'default',
    'type',
    'pattern',
    'format',
    'enum',
  ],
  ...['const', 'anyOf', 'allOf', 'items', 'properties', 'propertyNames', 'additionalProperties', 'required'],
  ...[
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'minItems',
    'maxItems',
    'additionalItems',
  ],
  ...['if', 'then'],
])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where something stands: `SendStep.whenCapped`, one of its alternatives: `SendStep.whenCapped #1`, a word: `… "wait"`. */
type See = (place: string) => void

/** Whether `value` is valid; `see` is told the places of the schema it has shown. */
export function isValid(schema: JsonSchema, value: unknown, root: Root, see: See = () => {}): boolean {
  return check(schema, value, '', root, see)
}

function check(schema: Schema, value: unknown, place: string, root: Root, see: See): boolean {
  const strange = Object.keys(schema).filter(keyword => !understood.has(keyword))
  if (strange.length > 0) throw new Error(`${place}: this check does not know ${strange.join(', ')}`)
  return (
    checkReference(schema, value, root, see) &&
    (schema.allOf ?? []).every(part => check(part, value, place, root, see)) &&
    checkAlternatives(schema, value, place, root, see) &&
    checkCondition(schema, value, place, root, see) &&
    checkScalar(schema, value, place, see) &&
    checkList(schema, value, place, root, see) &&
    checkObject(schema, value, place, root, see)
  )
}

function checkReference({ $ref }: Schema, value: unknown, root: Root, see: See): boolean {
  if ($ref === undefined) return true
  const name = $ref.split('/').at(-1)!
  return check(root[name]!, value, name, root, see)
}

/** What only a rejected alternative has shown does not count. */
function checkAlternatives({ anyOf }: Schema, value: unknown, place: string, root: Root, see: See): boolean {
  if (!anyOf) return true
  const fitting = anyOf.filter((alternative, index) => {
    const seen: string[] = []
    const fits = check(alternative, value, place, root, place => seen.push(place))
    if (fits) for (const one of [`${place} #${index}`, ...seen]) see(one)
    return fits
  })
  return fitting.length > 0
}

const checkCondition = (schema: Schema, value: unknown, place: string, root: Root, see: See): boolean =>
  !schema.if ||
  !check(schema.if, value, place, root, () => {}) ||
  check(schema.then ?? {}, value, place, root, see)

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : Number.isInteger(value)
        ? 'integer'
        : typeof value

function checkScalar(schema: Schema, value: unknown, place: string, see: See): boolean {
  const types = schema.type === undefined ? [] : [schema.type].flat()
  const type = typeOf(value)
  if (types.length > 0 && !types.some(one => one === type || (one === 'number' && type === 'integer')))
    return false
  if (schema.const !== undefined && value !== schema.const) return false
  if (schema.enum) {
    if (!schema.enum.includes(value)) return false
    see(`${place} ${JSON.stringify(value)}`)
  }
  if (typeof value === 'string') return textFits(schema, value)
  return typeof value === 'number' ? numberFits(schema, value) : true
}

const textFits = (
  { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Schema,
  text: string,
): boolean =>
  text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(text))

const numberFits = ({ minimum, maximum, exclusiveMinimum }: Schema, number: number): boolean =>
  number >= (minimum ?? -Infinity) &&
  number <= (maximum ?? Infinity) &&
  number > (exclusiveMinimum ?? -Infinity)

function checkList(schema: Schema, value: unknown, place: string, root: Root, see: See): boolean {
  if (!Array.isArray(value)) return true
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems || value.length > maxItems) return false
  const schemaOf = (index: number): JsonSchema | undefined =>
    Array.isArray(items) ? (items as JsonSchema[])[index] : (items as JsonSchema | undefined)
  if (schema.additionalItems === false && value.length > (items as JsonSchema[]).length) return false
  return value.every((member, index) => check(schemaOf(index) ?? {}, member, place, root, see))
}

function checkObject(schema: Schema, value: unknown, place: string, root: Root, see: See): boolean {
  if (!isObject(value)) return true
  const { properties = {}, required = [], additionalProperties = true, propertyNames = {} } = schema
  if (required.some(name => !(name in value))) return false
  return Object.entries(value).every(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (known) {
      see(`${place}.${name}`)
      return check(known, member, `${place}.${name}`, root, see)
    }
    if (!check(propertyNames, name, place, root, () => {})) return false
    if (typeof additionalProperties === 'boolean') return additionalProperties
    return check(additionalProperties, member, place, root, see)
  })
}

/** Every place an example could show: properties, alternatives, words of a choice. */
export function placesOf(root: Root): string[] {
  const places: string[] = []
  const walk = (schema: Schema, place: string): void => {
    for (const part of schema.allOf ?? []) walk(part, place)
    for (const [index, part] of (schema.anyOf ?? []).entries()) {
      places.push(`${place} #${index}`)
      walk(part, place)
    }
    for (const word of schema.enum ?? []) places.push(`${place} ${JSON.stringify(word)}`)
    for (const item of schema.items ? [schema.items].flat() : []) walk(item as Schema, place)
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      places.push(`${place}.${name}`)
      walk(property, `${place}.${name}`)
    }
    if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, place)
  }
  for (const [name, schema] of Object.entries(root)) walk(schema, name)
  return [...new Set(places)]
}
