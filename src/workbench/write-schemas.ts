// `npm run schema`: writes what is made from the zod schemas, the JSON Schemas of the example workspace and the tables
// of the reference. Tests fail while they are not what this would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { schemaFile, schemaNames, sendersSchemaFile } from '../journeys/workspace/json-schemas.js'
import { fillTables } from '../journeys/workspace/reference-page.js'
import { testSchemaFile } from './test-json-schema.js'

const page = 'docs/reference/journey-format.md'
const folder = 'journeys/schema'

await mkdir(folder, { recursive: true })
for (const name of schemaNames) await writeFile(`${folder}/${name}.schema.json`, schemaFile(name))
await writeFile(`${folder}/senders.schema.json`, sendersSchemaFile())
await writeFile(`${folder}/test.schema.json`, testSchemaFile())
await writeFile(page, fillTables(await readFile(page, 'utf8')))
