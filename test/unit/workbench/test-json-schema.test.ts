// The JSON Schema of test files: committed as `npm run schema` would write it, and of one mind with the zod schema.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nameOf } from '../../../src/journeys/workspace/json-schemas.js'
import { testFileSchema } from '../../../src/workbench/index.js'
import { testJsonSchema, testSchemaFile } from '../../../src/workbench/test-json-schema.js'
import { isValid } from '../../support/json-schema.js'

const schema = testJsonSchema()
const definitions = schema.definitions ?? {}
const shipped = readdirSync('journeys').filter(file => file.endsWith('.test.json'))

describe('journeys/schema/test.schema.json', () => {
  it('is up to date', () => {
    expect(readFileSync('journeys/schema/test.schema.json', 'utf8')).toBe(testSchemaFile())
  })

  it('explains every part and every property in words, so that an editor can', () => {
    for (const [name, { description, properties = {} }] of Object.entries(definitions)) {
      expect(description, name).toMatch(/[.…]$/)
      for (const [property, part] of Object.entries(properties))
        expect(
          part.description ?? definitions[nameOf(part) ?? '']?.description,
          `${name}.${property}`,
        ).toMatch(/[.…]$/)
    }
  })

  it('names every part for what it is', () => {
    expect(Object.keys(definitions).filter(name => name.startsWith('__'))).toEqual([])
  })

  it.each(shipped)('accepts the shipped %s, which names it', file => {
    const value = JSON.parse(readFileSync(`journeys/${file}`, 'utf8')) as { $schema?: string }
    expect(isValid(schema, value, definitions)).toBe(true)
    expect(value.$schema).toBe('./schema/test.schema.json')
  })

  const test = { name: 'A', when: [{ at: '0m', event: 'asked' }], then: [] }

  it.each([
    ['a slip of the pen', { cases: [{ ...test, whenn: [] }] }],
    ['no test at all', { cases: [] }],
    ['a test in which nothing happens', { cases: [{ ...test, when: [] }] }],
    ['a time that is none', { cases: [{ ...test, when: [{ at: 'soon' }] }] }],
    ['a channel nobody has', { cases: [{ ...test, customer: { consent: { fax: 'subscribed' } } }] }],
    ['an answer of nobody', { cases: [{ ...test, when: [{ at: '0m', answer: { status: 200 } }] }] }],
  ])('refuses %s, as the program does', (_, wrong) => {
    expect(isValid(schema, { cases: [test] }, definitions)).toBe(true)
    expect(isValid(schema, wrong, definitions)).toBe(false)
    expect(testFileSchema.safeParse(wrong).success).toBe(false)
  })
})
