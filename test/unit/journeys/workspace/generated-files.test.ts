// What is made from the zod schemas and committed: it must be what `npm run schema` would write now.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes, warningCodes } from '../../../../src/journeys/definition/finding.js'
import {
  allDefinitions,
  type JsonSchema,
  jsonSchemaOf,
  nameOf,
  type SchemaName,
  schemaFile,
  schemaNames,
} from '../../../../src/journeys/workspace/json-schemas.js'
import { fillTables, namesOfTables } from '../../../../src/journeys/workspace/reference-page.js'
import { isValid } from '../../../support/json-schema.js'

const page = readFileSync('docs/reference/journey-format.md', 'utf8')
const definitions = allDefinitions()

describe('JSON Schemas', () => {
  test.each(schemaNames)('journeys/schema/%s.schema.json is up to date', name => {
    expect(readFileSync(`journeys/schema/${name}.schema.json`, 'utf8')).toBe(schemaFile(name))
  })

  const explained = (schema: JsonSchema): boolean =>
    schema.description !== undefined || definitions[nameOf(schema) ?? '']?.description !== undefined

  test('explain every part and every property, so that an editor can', () => {
    const silent = Object.entries(definitions).flatMap(([name, { properties = {}, description }]) => [
      ...(description ? [] : [name]),
      ...Object.entries(properties).flatMap(([property, schema]) =>
        explained(schema) ? [] : [`${name}.${property}`],
      ),
    ])
    expect(silent).toEqual([])
  })

  test('explain things in whole sentences or words, not in code', () => {
    const descriptions = Object.values(definitions).flatMap(({ description, properties = {} }) => [
      description,
      ...Object.values(properties).map(property => property.description),
    ])
    for (const description of descriptions.filter(text => text !== undefined))
      expect(description).toMatch(/[.…]$/)
  })

  test('name every part for what it is', () => {
    expect(Object.keys(definitions).filter(name => name.startsWith('__'))).toEqual([])
  })

  const kindOfFile = (file: string): SchemaName | undefined => {
    if (/^[\w-]+\.journey\.json$/.test(file)) return 'journey'
    if (file === 'settings.json') return 'settings'
    if (/^templates\/.*\.onsite\.json$/.test(file)) return 'onsite'
    return /^(segment|event)s\//.exec(file)?.[1] as SchemaName | undefined
  }
  const shipped = readdirSync('journeys', { recursive: true, encoding: 'utf8' }).flatMap(file => {
    const kind = file.endsWith('.json') ? kindOfFile(file) : undefined
    return kind ? [[file, kind] as const] : []
  })

  test.each(shipped)('accept the shipped %s', (file, kind) => {
    const value: unknown = JSON.parse(readFileSync(join('journeys', file), 'utf8'))
    expect(isValid(jsonSchemaOf(kind), value, definitions)).toBe(true)
  })

  const journey = { id: 'a', name: 'A', trigger: { event: 'asked' }, steps: [{ id: 'mail', wait: '1h' }] }

  test.each([
    ['a word nobody knows', { ...journey, steps: [{ id: 'mail', wait: '1h', untill: '09:00' }] }],
    ['half a window', { ...journey, steps: [{ id: 'mail', wait: { between: ['09:00'] } }] }],
    [
      'a window of three',
      { ...journey, steps: [{ id: 'mail', wait: { between: ['09:00', '10:00', '11:00'] } }] },
    ],
    ['no steps', { ...journey, steps: [] }],
    ['a condition on nothing', { ...journey, entry: { if: { count: 2 } } }],
    ['a day of the week nobody has', { ...journey, steps: [{ id: 'mail', wait: { on: ['today'] } }] }],
  ])('refuse %s', (_, wrong) => {
    expect(isValid(jsonSchemaOf('journey'), journey, definitions)).toBe(true)
    expect(isValid(jsonSchemaOf('journey'), wrong, definitions)).toBe(false)
  })
})

describe('docs/reference/journey-format.md', () => {
  test('has the tables that the schemas and the data give', () => {
    expect(fillTables(page)).toBe(page)
  })

  test('has a table for every part of the format', () => {
    const tables = [...page.matchAll(/<!-- table: (\w+) -->/g)].map(match => match[1])
    expect(tables.toSorted()).toEqual(namesOfTables().toSorted())
  })

  test('has a heading for every part, above its table', () => {
    const under = [...page.matchAll(/^#+ ([^\n]*)\n(?:(?!^#)[^\n]*\n)*?<!-- table: (\w+) -->/gm)]
    const wrong = under.filter(
      ([, heading, name]) => heading!.toLowerCase().replaceAll(' ', '') !== name!.toLowerCase(),
    )
    // Two small parts stand below another heading.
    expect(wrong.map(match => match[2])).toEqual(['CountBounds'])
  })

  test.each([
    ['error', errorCodes],
    ['warning', warningCodes],
  ])('tells of every %s, and no other, what it means and what to do', (level, codes) => {
    const table = page.slice(page.indexOf(`\n| ${level} |`)).split('\n\n')[0]!
    const rows = [...table.matchAll(/^\| (`[^|]*`) \| ([^|]+) \| ([^|]+) \|$/gm)]
    const explained = rows.flatMap(match => match[1]!.replaceAll('`', '').split(', '))
    expect(explained.toSorted()).toEqual(codes.toSorted())
  })

  test('lists its chapters at the top', () => {
    const contents = page.slice(page.indexOf('**Contents**'), page.indexOf('\n## '))
    const headings = [...page.matchAll(/^##+ (.*)$/gm)].map(match => match[1]!)
    const anchors = headings.map(
      heading =>
        `(#${heading
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-')})`,
    )
    expect(anchors.filter(anchor => !contents.includes(anchor) && !isSmall(anchor))).toEqual([])
    expect(new Set(headings).size).toBe(headings.length)
  })

  /** Parts that stand right below what the contents name. */
  const isSmall = (anchor: string): boolean => {
    const heading = new RegExp(`^(#+) ${anchor.slice(2, -1).replaceAll('-', '[ -]')}$`, 'im').exec(page)
    return heading === null || heading[1]!.length > 3
  }
})
