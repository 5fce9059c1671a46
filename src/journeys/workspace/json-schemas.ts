// JSON Schemas of the workspace's files, made from the zod schemas, so that editors complete and explain what the
// program will check. Draft 7, because that is what editors know best.
import { z } from 'zod'
import { eventFileSchema } from '../definition/event-file-schema.js'
import { journeySchema, segmentSchema } from '../definition/journey-schema.js'
import { onsiteFileSchema } from '../definition/onsite-file-schema.js'
import { sendersFileSchema } from '../definition/senders-file-schema.js'
import { settingsSchema } from '../definition/settings-schema.js'

/** As much of JSON Schema as zod writes for our formats. */
export interface JsonSchema {
  readonly $ref?: string
  readonly definitions?: Readonly<Record<string, JsonSchema>>
  readonly description?: string
  readonly default?: unknown
  readonly type?: string | readonly string[]
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  /** A list of them: a tuple. */
  readonly items?: JsonSchema | readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly additionalProperties?: boolean | JsonSchema
  readonly required?: readonly string[]
}

export const schemaNames = ['journey', 'segment', 'settings', 'event', 'onsite'] as const
export type SchemaName = (typeof schemaNames)[number]

const sources: Readonly<Record<SchemaName, z.ZodType>> = {
  journey: journeySchema,
  segment: segmentSchema,
  settings: settingsSchema,
  event: eventFileSchema,
  onsite: onsiteFileSchema,
}

/** The schema of what people write, so with defaults left out. */
export const jsonSchemaFrom = (source: z.ZodType): JsonSchema =>
  z.toJSONSchema(source, { io: 'input', target: 'draft-7', override: withWholeTuples }) as JsonSchema

export const jsonSchemaOf = (name: SchemaName): JsonSchema => jsonSchemaFrom(sources[name])

/** In draft 7 a tuple may be shorter than its list of members, which zod leaves at that. */
function withWholeTuples({ jsonSchema }: { jsonSchema: { items?: unknown; minItems?: number } }): void {
  if (Array.isArray(jsonSchema.items)) jsonSchema.minItems = jsonSchema.items.length
}

/** The text of `schema/NAME.schema.json` in a workspace. */
export const schemaFile = (name: SchemaName): string => schemaText(jsonSchemaOf(name))
/** That of senders.json, which belongs to who runs the server: it is no part of what is published. */
export const sendersSchemaFile = (): string => schemaText(jsonSchemaFrom(sendersFileSchema))
export const schemaText = (schema: JsonSchema): string => `${JSON.stringify(schema, null, 2)}\n`

/** Every named part of the formats: `Journey`, `WaitStep`, `Condition` … */
export const allDefinitions = (): Readonly<Record<string, JsonSchema>> =>
  Object.assign({}, ...schemaNames.map(name => jsonSchemaOf(name).definitions))

/** The named part a schema refers to. */
export const nameOf = (schema: JsonSchema): string | undefined =>
  (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1)
