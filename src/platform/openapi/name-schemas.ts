// The schemas of all routes under one name each, as JSON Schema 2020-12, which OpenAPI 3.1 speaks.
import { z } from 'zod'
import type { Content, DescribedArea, DescribedRoute } from './described-route.js'
import { inCapitals } from './in-capitals.js'

export type Json = Readonly<Record<string, unknown>>
export type NameOf = (schema: z.ZodType) => string

export interface NamedSchemas {
  readonly nameOf: NameOf
  /** For `components.schemas`. */
  readonly schemas: Json
}

export const referenceTo = (name: string): string => `#/components/schemas/${name}`

/** Throws where two schemas have one name. */
export function nameSchemas(
  areas: readonly DescribedArea[],
  more: Readonly<Record<string, z.ZodType>>,
): NamedSchemas {
  const names = new Map<z.ZodType, string>()
  const registry = z.registry<{ id: string }>()
  const add = (schema: z.ZodType, id: string): void => {
    if (names.has(schema)) return
    if ([...names.values()].includes(id)) throw new Error(`Two schemas are called ${id}`)
    names.set(schema, id)
    registry.add(schema, { id })
  }
  const named = [more, ...areas.map(({ schemas = {} }) => schemas)]
  for (const [name, schema] of named.flatMap(Object.entries<z.ZodType>)) add(schema, name)
  for (const route of areas.flatMap(({ routes }) => routes))
    for (const [name, schema] of schemasOf(route)) add(schema, name)
  const { schemas } = z.toJSONSchema(registry, { ...asAsked, uri: referenceTo })
  const bare = Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema])
  return { nameOf: schema => names.get(schema)!, schemas: Object.fromEntries(bare) }
}

/** Of a parameter, where it stands. */
export function jsonSchemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, asAsked)
  return json
}

/** What comes in, before defaults and conversions; what no schema can say is left to the words. */
const asAsked = {
  io: 'input',
  target: 'draft-2020-12',
  unrepresentable: 'any',
  override: ({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }) => {
    // zod's pattern for a time is a line of 200 characters that says no more than the format.
    if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern
  },
} as const

function schemasOf({ name, body, answers }: DescribedRoute): (readonly [string, z.ZodType])[] {
  const title = inCapitals(name)
  const answered = Object.entries(answers).map(([status, { content }], index) =>
    within(content, index === 0 ? `${title}Answer` : `${title}Answer${status}`),
  )
  return [...within(body, `${title}Body`), ...answered.flat()]
}

/** More than one media type of a body, and each says which. */
function within(content: Content | undefined, name: string): (readonly [string, z.ZodType])[] {
  const schemas = Object.values(content ?? {}).filter(schema => schema !== null)
  return schemas.map((schema, index) => [index === 0 ? name : `${name}${index + 1}`, schema])
}
