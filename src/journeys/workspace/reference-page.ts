// The tables of docs/reference/journey-format.md. The prose there is written by people; between the marks
// `<!-- table: Name -->` and `<!-- /table -->` stands what the schemas say, so that the page cannot tell anything else.
import { z } from 'zod'
import { eventTypeSchema } from '../../model/event.js'
import { durationSchema } from '../../model/time.js'
import { decimalSchema } from '../definition/condition-schema.js'
import { pathSchema } from '../definition/journey-schema.js'
import { nameSchema } from '../definition/step-schema.js'
import { allDefinitions, type JsonSchema } from './json-schemas.js'

type Definitions = Readonly<Record<string, JsonSchema>>

const marks = /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- \/table -->)/g

/** The page with every table made anew. Throws for a table of something the schemas do not know. */
export function fillTables(page: string): string {
  const definitions = allDefinitions()
  return page.replace(marks, (_, begin: string, name: string, end: string) => {
    const definition = definitions[name]
    if (!definition) throw new Error(`the page has a table of ${name}, which no schema knows`)
    return `${begin}${tableOf(definition)}${end}`
  })
}

/** The named parts that have properties, and so want a table. */
export const namesOfTables = (): string[] =>
  Object.entries(allDefinitions()).flatMap(([name, { properties }]) => (properties ? [name] : []))

function tableOf({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const meaning = [descriptionOf(property), defaultOf(property)].filter(Boolean).join(' ')
    return `| \`${name}\`${required.includes(name) ? ' (needed)' : ''} | ${kindOf(property)} | ${meaning} |`
  })
  return ['| property | value | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n')
}

/** A property's own description, or else that of what it refers to. */
function descriptionOf(schema: JsonSchema, definitions: Definitions = allDefinitions()): string {
  const described = schema.description ?? definitions[nameOf(schema) ?? '']?.description ?? ''
  return described.replaceAll('|', '\\|')
}

const defaultOf = ({ default: value }: JsonSchema): string =>
  value === undefined || typeof value === 'object' ? '' : `Without it: \`${JSON.stringify(value)}\`.`

function nameOf(schema: JsonSchema): string | undefined {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref
  return ref?.split('/').at(-1)
}

const nouns: ReadonlyMap<string | undefined, string> = new Map([
  [patternOf(durationSchema), '[duration](#durations)'],
  [patternOf(eventTypeSchema), '[event type](#events)'],
  [patternOf(nameSchema), 'name'],
  [patternOf(pathSchema), 'path'],
  [patternOf(decimalSchema), 'amount'],
])

function patternOf(schema: z.ZodType): string | undefined {
  return (z.toJSONSchema(schema) as JsonSchema).pattern
}

const typeNouns: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
}

/** `ExitRule` → exit, rule: the words of the heading its table stands under. */
const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])/).map(word => word.toLowerCase())

/** What a value looks like, in words, with links to the parts it is made of. */
function kindOf(schema: JsonSchema): string {
  const name = nameOf(schema)
  if (name) return `[${wordsOf(name).join(' ')}](#${wordsOf(name).join('-')})`
  if (schema.anyOf) return [...new Set(schema.anyOf.map(kindOf))].join(' or ')
  if (schema.enum) return schema.enum.map(value => `\`${JSON.stringify(value)}\``).join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.items) return `list of ${kindOf(schema.items)}`
  if (Array.isArray(schema.type)) return 'plain value'
  return nouns.get(schema.pattern) ?? typeNouns[schema.type as string] ?? 'value'
}
