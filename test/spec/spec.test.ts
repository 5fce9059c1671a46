// Every numbered case of this folder. What they mean is in README.md.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { caseFileSchema, runCase } from '../../src/workbench/index.js'

const folder = new URL('.', import.meta.url)
const files = readdirSync(folder).filter(name => /^\d\d-.*\.json$/.test(name))

for (const name of files.sort()) {
  const file = caseFileSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
  describe(`${name.slice(0, 2)} ${file.name}`, () => {
    for (const one of file.cases) {
      it(one.name, () => {
        expect(runCase(file, one)).toEqual(one.then)
      })
    }
  })
}

it('finds the cases', () => {
  expect(files.length).toBeGreaterThan(10)
})
