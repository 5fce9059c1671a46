// The JSON Schema of test files, made as those of the other files of a workspace are. It is made here because journeys
// know nothing of their tests.
import { type JsonSchema, jsonSchemaFrom, schemaText } from '../journeys/workspace/json-schemas.js'
import { testFileSchema } from './case-schema.js'

export const testJsonSchema = (): JsonSchema => jsonSchemaFrom(testFileSchema)

/** The text of `schema/test.schema.json` in a workspace. */
export const testSchemaFile = (): string => schemaText(testJsonSchema())
