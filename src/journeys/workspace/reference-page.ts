// The tables of docs/reference/journey-format.md. The prose there is written by people; between the marks
// `<!-- table: Name -->` and `<!-- /table -->` stands what the schemas say, so that the page cannot tell anything else.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { localTimeSchema, weekdaySchema } from '../../model/local-time.js'
import { durationSchema } from '../../model/time.js'
import { nameSchema } from '../definition/name-schema.js'
import { decimalSchema, momentSchema, pathSchema } from '../definition/operators-schema.js'
import { allDefinitions, type JsonSchema, nameOf } from './json-schemas.js'
import { dataTables } from './reference-data.js'

type Definitions = Readonly<Record<string, JsonSchema>>

const marks = /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- \/table -->)/g
const dataMarks = /(<!-- data: ([a-z ]+) -->\n)[\s\S]*?(<!-- \/data -->)/g

/** The page with every table made anew. Throws for a table of something the schemas do not know. */
export function fillTables(page: string): string {
  const definitions = allDefinitions()
  const withData = page.replace(dataMarks, (_, begin: string, name: string, end: string) => {
    const table = dataTables[name]
    if (!table) throw new Error(`the page has a table of ${name}, of which there is no data`)
    return `${begin}${table()}${end}`
  })
  return withData.replace(marks, (_, begin: string, name: string, end: string) => {
    const definition = definitions[name]
    if (!definition) throw new Error(`the page has a table of ${name}, which no schema knows`)
    return `${begin}${tableOf(definition, definitions)}${end}`
  })
}

/** The named parts that have properties, and so want a table. */
export const namesOfTables = (): string[] =>
  Object.entries(allDefinitions()).flatMap(([name, { properties }]) => (properties ? [name] : []))

function tableOf({ properties = {}, required = [] }: JsonSchema, definitions: Definitions): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const meaning = [descriptionOf(property, definitions), defaultOf(property)].filter(Boolean).join(' ')
    return `| \`${name}\`${required.includes(name) ? ' (needed)' : ''} | ${kindOf(property)} | ${meaning} |`
  })
  return ['| property | value | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n')
}

/** A property's own description, or else that of what it refers to. */
function descriptionOf(schema: JsonSchema, definitions: Definitions): string {
  const described = schema.description ?? definitions[nameOf(schema) ?? '']?.description ?? ''
  return described.replaceAll('|', '\\|')
}

const defaultOf = ({ default: value }: JsonSchema): string =>
  value === undefined || typeof value === 'object' ? '' : `Without it: \`${JSON.stringify(value)}\`.`

/** What values of one look are called. The look is a pattern or a format, or else the list of all values. */
const nouns: ReadonlyMap<string, string> = new Map([
  [lookOf(durationSchema), '[duration](#durations)'],
  [lookOf(eventTypeSchema), '[event type](#events)'],
  [lookOf(nameSchema), 'name'],
  [lookOf(pathSchema), '[path](#paths)'],
  [lookOf(decimalSchema), 'amount'],
  [lookOf(localTimeSchema), '[time of day](#times-of-day)'],
  [lookOf(weekdaySchema), '[day of the week](#times-of-day)'],
  [lookOf(momentSchema.options[0]), 'day'],
  [lookOf(momentSchema.options[1]), 'time with its zone'],
])

function lookOf(schema: z.ZodType | JsonSchema): string {
  const {
    pattern,
    format,
    enum: values,
  } = schema instanceof z.ZodType ? (z.toJSONSchema(schema) as JsonSchema) : schema
  return format ?? pattern ?? (values ? JSON.stringify(values) : '')
}

const typeNouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  null: '`null`',
}

/** `ExitRule` → exit, rule: the words of the heading its table stands under. */
const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])/).map(word => word.toLowerCase())

/** What a value looks like, in words, with links to the parts it is made of. */
function kindOf(schema: JsonSchema): string {
  const name = nameOf(schema)
  if (name) return `[${wordsOf(name).join(' ')}](#${wordsOf(name).join('-')})`
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kindOf))].join(' or ')
  const noun = nouns.get(lookOf(schema))
  if (noun) return noun
  if (schema.enum) return schema.enum.map(value => `\`${JSON.stringify(value)}\``).join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (Array.isArray(schema.items))
    return `list of ${[...new Set(schema.items.map(kindOf))].join(', ')}, two of them`
  if (schema.items) return `list of ${kindOf(schema.items as JsonSchema)}`
  if (typeof schema.additionalProperties === 'object')
    return `by name: ${kindOf(schema.additionalProperties)}`
  if (Array.isArray(schema.type)) return 'plain value'
  return `${typeNouns[schema.type as string] ?? 'value'}${limitsOf(schema)}`
}

/** Of numbers: `, 100 to 1,000`. Those of a whole number that no float could keep are none. */
function limitsOf({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const isFirst = type === 'integer' && exclusiveMinimum === 0
  const low = isFirst ? 1 : realLimit(minimum)
  const high = realLimit(maximum)
  if (low !== null && high !== null) return `, ${shown(low)} to ${shown(high)}`
  const above = isFirst ? null : realLimit(exclusiveMinimum)
  const below = realLimit(exclusiveMaximum)
  const limits = [
    ...(low === null ? [] : [`at least ${shown(low)}`]),
    ...(above === null ? [] : [`above ${shown(above)}`]),
    ...(high === null ? [] : [`at most ${shown(high)}`]),
    ...(below === null ? [] : [`below ${shown(below)}`]),
  ]
  return limits.length === 0 ? '' : `, ${limits.join(', ')}`
}

const realLimit = (limit: number | undefined): number | null =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : null

const shown = (limit: number): string => limit.toLocaleString('en', { maximumFractionDigits: 10 })
