// What is made from the zod schemas and committed: it must be what `npm run schema` would write now.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { conditionSchema } from '../../../../src/journeys/definition/condition-schema.js'
import { errorCodes, warningCodes } from '../../../../src/journeys/definition/finding.js'
import { journeySchema, segmentSchema } from '../../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../../src/journeys/definition/settings-schema.js'
import { stepSchema } from '../../../../src/journeys/definition/step-schema.js'
import { compileEmail } from '../../../../src/journeys/workspace/compile-email.js'
import { compileSms } from '../../../../src/journeys/workspace/compile-sms.js'
import { allDefinitions, schemaFile, schemaNames } from '../../../../src/journeys/workspace/json-schemas.js'
import { fillTables, namesOfTables } from '../../../../src/journeys/workspace/reference-page.js'

const page = readFileSync('docs/reference/journey-format.md', 'utf8')

describe('JSON Schemas', () => {
  test.each(schemaNames)('journeys/schema/%s.schema.json is up to date', name => {
    expect(readFileSync(`journeys/schema/${name}.schema.json`, 'utf8')).toBe(schemaFile(name))
  })

  test('explain every property, so that an editor can', () => {
    const silent = Object.entries(allDefinitions()).flatMap(([name, { properties = {}, description }]) => [
      ...(description ? [] : [name]),
      ...Object.entries(properties).flatMap(([property, schema]) => {
        const ref = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1)
        return schema.description || (ref && allDefinitions()[ref]?.description)
          ? []
          : [`${name}.${property}`]
      }),
    ])
    expect(silent).toEqual([])
  })

  test('name every part for what it is', () => {
    expect(Object.keys(allDefinitions()).filter(name => name.startsWith('__'))).toEqual([])
  })
})

describe('docs/reference/journey-format.md', () => {
  test('has the tables the schemas give', () => {
    expect(fillTables(page)).toBe(page)
  })

  test('has a table for every part of the format', () => {
    const tables = [...page.matchAll(/<!-- table: (\w+) -->/g)].map(match => match[1])
    expect(tables.toSorted()).toEqual(namesOfTables().toSorted())
  })

  test.each([
    ['error', errorCodes],
    ['warning', warningCodes],
  ])('explains every %s, and no other', (level, codes) => {
    const table = page.slice(page.indexOf(`\n| ${level} |`)).split('\n\n')[0]!
    const explained = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(match =>
      match[1]!.replaceAll('`', '').split(', '),
    )
    expect(explained.toSorted()).toEqual(codes.toSorted())
  })

  const schemas: Readonly<Record<string, z.ZodType>> = {
    journey: journeySchema,
    segment: segmentSchema,
    settings: settingsSchema,
    steps: z.array(stepSchema),
    condition: conditionSchema,
    trigger: journeySchema.shape.trigger,
    entry: journeySchema.shape.entry,
    exit: journeySchema.shape.exit,
    goal: journeySchema.shape.goal,
    suppress: journeySchema.shape.suppress,
    caps: journeySchema.shape.caps,
  }
  const examples = [...page.matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)].map(
    (match, n) => [`${n + 1} ${match[1]}`, match[1]!, match[2]!] as const,
  )

  test('has an example of every part', () => {
    expect([...new Set(examples.map(([, kind]) => kind))].toSorted()).toEqual(Object.keys(schemas).toSorted())
    expect(page).not.toMatch(/^```json\n/m)
  })

  test.each(examples)('example %s can be read', (_, kind, text) => {
    expect(schemas[kind]!.safeParse(JSON.parse(text)).error?.issues ?? []).toEqual([])
  })

  test('its email and its SMS can be used', async () => {
    const mjml = /^```mjml\n([\s\S]*?)^```/m.exec(page)![1]!
    const sms = /^```liquid\n([\s\S]*?)^```/m.exec(page)![1]!
    expect((await compileEmail({ mjml, text: null, blocks: new Map() })).faults).toEqual([])
    expect(compileSms(sms).faults).toEqual([])
  })
})
