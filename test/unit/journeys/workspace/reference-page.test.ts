// The examples of docs/reference/journey-format.md: each can be read, passes the checks, and does what the page says; and
// together they show everything that can be written.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkWorkspace } from '../../../../src/journeys/definition/check-workspace.js'
import { compileEmail } from '../../../../src/journeys/workspace/compile-email.js'
import { compileOnsite } from '../../../../src/journeys/workspace/compile-onsite.js'
import { compileSms } from '../../../../src/journeys/workspace/compile-sms.js'
import { allDefinitions } from '../../../../src/journeys/workspace/json-schemas.js'
import { runCase } from '../../../../src/workbench/index.js'
import { isValid, placesOf } from '../../../support/json-schema.js'
import { examplesOn, filesOf, sharedOn, storyOf, valuesOf } from './page-examples.js'

const page = readFileSync('docs/reference/journey-format.md', 'utf8')
const examples = examplesOn(page)
const shared = sharedOn(page)

describe('the examples of the reference', () => {
  test('each say of what they are an example', () => {
    expect(page).not.toMatch(/^```json\n/m)
    expect(examples.length).toBeGreaterThan(80)
  })

  test('each have a story, but for whole files that others use', () => {
    const mute = examples.filter(({ stories }) => stories.length === 0)
    const kinds = new Set(mute.flatMap(({ blocks }) => blocks.map(({ kind }) => kind)))
    expect([...kinds].filter(kind => !/^(settings|onsite|(segments|events)\/[\w-]+)$/.test(kind))).toEqual([])
  })

  /** Small as they are, examples may lack a goal or a message, and ask nobody for consent. */
  const forgiven = [
    'no_goal',
    'goal_without_exit',
    'sends_nothing',
    'sms_without_consent',
    'unusual_event',
    'unused_file',
  ]

  test.each(examples.map(example => [example.name, example] as const))(
    '%s: passes the checks',
    (_, example) => {
      const { findings } = checkWorkspace(filesOf(example, shared))
      expect(findings.filter(({ code }) => !forgiven.includes(code))).toEqual([])
    },
  )

  const stories = examples.flatMap(example =>
    example.stories.map((text, index) => [`${example.name}, story ${index + 1}`, example, text] as const),
  )

  test.each(stories)('%s: happens so', (_, example, text) => {
    const { given, one, tells } = storyOf(example, text, shared)
    expect(runCase(given, one).filter(tells)).toEqual(one.then)
  })

  test('a story that is not so fails', () => {
    const [, example, text] = stories[0]!
    const { given, one, tells } = storyOf(example, text.replace('1h     →', '2h     →'), shared)
    expect(runCase(given, one).filter(tells)).not.toEqual(one.then)
  })

  test('together show every property, every form and every word of the language', () => {
    const definitions = allDefinitions()
    const seen = new Set<string>()
    for (const { part, value, name } of examples.flatMap(valuesOf)) {
      const schema = { $ref: `#/definitions/${part}` }
      expect(
        isValid(schema, value, definitions, place => seen.add(place)),
        name,
      ).toBe(true)
    }
    const unseen = placesOf(definitions).filter(place => !seen.has(place) && !isOneOfMany(place))
    expect(unseen).toEqual([])
  })

  test('its email, its SMS and its message on the site can be used', async () => {
    const [mjml] = blocksOf('mjml')
    const [sms] = blocksOf('liquid')
    const [onsite] = blocksOf('json onsite')
    expect((await compileEmail({ mjml: mjml!, text: null, blocks: new Map() })).faults).toEqual([])
    expect(compileSms(sms!).faults).toEqual([])
    expect(compileOnsite(onsite!).faults).toEqual([])
  })
})

const blocksOf = (kind: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(match => match[1]!)

/** Days of the week, outcomes of exits, what becomes of what is sold out, and numbers that may be written as texts: one of them shows how it is done. */
const isOneOfMany = (place: string): boolean =>
  / "(mon|tue|wed|thu|fri|sat|sun)"$/.test(place) ||
  /Exit\.as "\w+"$/.test(place) ||
  /outOfStock "\w+"$/.test(place) ||
  /^Amounts\.(eq|gte?|lte?) #\d$/.test(place)
