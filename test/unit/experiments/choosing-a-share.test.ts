// The table in docs/reference/experiments.md by which a share is chosen: what it says is what the statistics say.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { minimumDetectableEffect } from '../../../src/statistics/index.js'

const shares = [0.05, 0.1, 0.2, 0.5]
const controlRate = 0.03

const row = (customers: number): string => {
  const cells = shares.map(share => {
    const nControl = Math.round(customers * share)
    const effect = minimumDetectableEffect({ controlRate, nControl, nTreated: customers - nControl })
    return effect === null ? '–' : `${(effect * 100).toFixed(2)}`
  })
  return `| ${[customers.toLocaleString('en'), ...cells].join(' | ')} |`
}

it('the table by which a share is chosen', () => {
  const page = readFileSync('docs/reference/experiments.md', 'utf8')
  for (const customers of [5_000, 20_000, 100_000, 500_000]) expect(page).toContain(row(customers))
})
