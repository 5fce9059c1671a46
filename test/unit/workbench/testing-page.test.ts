// docs/reference/testing.md says what the schemas say, and its examples pass. `npx vitest run -u` of this file fills the
// tables of the page anew.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import type { JsonSchema } from '../../../src/journeys/workspace/json-schemas.js'
import { testFileSchema, testWorkspace } from '../../../src/workbench/index.js'
import { testJsonSchema } from '../../../src/workbench/test-json-schema.js'
import { settings } from '../../support/builders.js'

const page = readFileSync('docs/reference/testing.md', 'utf8')

const { TestFile: file, Test: test, Moment: moment } = testJsonSchema().definitions ?? {}
const parts: Readonly<Record<string, JsonSchema | undefined>> = { file, test, moment }

/** A property is explained once: where it is met first. */
const rowsOf = (name: string): string[] => {
  const explained = name === 'test' ? Object.keys(file?.properties ?? {}).filter(one => one !== 'name') : []
  return Object.entries(parts[name]?.properties ?? {})
    .filter(([property]) => property !== '$schema' && !explained.includes(property))
    .map(([property, { description }]) => `| \`${property}\` | ${description} |`)
}
const filled = page.replace(
  /(<!-- properties: (\w+) -->\n.*\n.*\n)[\s\S]*?(<!-- \/properties -->)/g,
  (_, begin: string, name: string, end: string) =>
    `${begin}${rowsOf(name)
      .map(row => `${row}\n`)
      .join('')}${end}`,
)

describe('docs/reference/testing.md', () => {
  it('has the properties of the schemas', async () => {
    await expect(filled).toMatchFileSnapshot('../../../docs/reference/testing.md')
    expect(rowsOf('moment').length).toBeGreaterThan(5)
  })

  it('names every reason not to come in', () => {
    const types = readFileSync('src/journeys/engine/types.ts', 'utf8')
    const reasons = /export type RefusalReason =([^\n]*\n( {2}\|.*\n)*)/.exec(types)![1]!.matchAll(/'(\w+)'/g)
    const named = /\| `0m cart refused .*\n/.exec(page)![0]
    for (const [, reason] of reasons) expect(named).toContain(`\`${reason}\``)
  })

  const blocks = [...page.matchAll(/^```json (journey|test)\n([\s\S]*?)^```/gm)]
  const examples = blocks.flatMap(([, kind, text], index) =>
    kind === 'test' ? [[JSON.parse(blocks[index - 1]![2]!), JSON.parse(text!)] as const] : [],
  )

  it.each(examples)('%# is an example that passes', (journey, tests) => {
    const journeys = [journeySchema.parse(journey)]
    const report = testWorkspace({ settings: settings(), segments: {}, journeys }, [
      { journeyId: journey.id, path: 'cart.test.json', file: testFileSchema.parse(tests) },
    ])
    for (const { actual, expected } of report.journeys[0]!.tests) expect(actual).toEqual(expected)
    expect(report).toMatchObject({ failed: 0 })
  })
})
