// docs/reference/audits.md names every finding with its severity, and its journey can be published.
import { expect, test } from 'vitest'
import { parseWorkspace } from '../../../src/journeys/workspace/index.js'
import { filesIn, read } from '../../house/files.js'
import { aSettings, aWorkspace } from '../../support/workspace-files.js'

const page = read('docs/reference/audits.md')

test('every finding', () => {
  const found = filesIn('src/audits', '.ts').flatMap(file =>
    [...read(file).matchAll(/code: '(\w+)',\n(?:\s+subject.*\n)?\s+severity: '(\w+)'/g)].map(
      ([, code, severity]) => `| \`${code}\` | ${severity} |`,
    ),
  )
  expect(found.length).toBeGreaterThan(18)
  expect(found.filter(row => !page.includes(row))).toEqual([])
})

test('the journey that tells a team', async () => {
  const journey = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)]
    .map(match => JSON.parse(match[1]!) as { id?: string })
    .find(({ id }) => id === 'data-alert')!
  const { findings } = await parseWorkspace(
    aWorkspace({
      'settings.json': aSettings({ teams: { ops: { email: 'ops@example.com' } } }),
      'data-alert.journey.json': { ...journey },
    }),
  )
  expect(findings.filter(({ code }) => !['no_goal', 'sends_nothing'].includes(code))).toEqual([])
})
