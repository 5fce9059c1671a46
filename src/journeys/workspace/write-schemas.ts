// `npm run schema`: writes what is made from the zod schemas, the JSON Schemas of the example workspace and the tables
// of the reference. A test fails while they are not what this would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { schemaFile, schemaNames } from './json-schemas.js'
import { fillTables } from './reference-page.js'

const page = 'docs/reference/journey-format.md'

await mkdir('journeys/schema', { recursive: true })
for (const name of schemaNames) await writeFile(`journeys/schema/${name}.schema.json`, schemaFile(name))
await writeFile(page, fillTables(await readFile(page, 'utf8')))
