// docs/reference/senders.md shows what the fault matrices of the tests say, row by row.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { httpFaults } from './http-faults.js'
import { smtpFaults } from './smtp-faults.js'

const page = readFileSync('docs/reference/senders.md', 'utf8')

interface Row {
  readonly fault: string
  readonly result: { readonly kind: 'retry' | 'give_up' | 'unknown' } & Readonly<
    Record<string, string | number>
  >
}

function becomes({ kind, about, suppress, afterMs }: Row['result']): string {
  if (kind === 'unknown') return '`unknown`'
  if (kind === 'give_up') return suppress ? 'given up; the address is suppressed' : 'given up'
  const when = afterMs === undefined ? 'tried again' : 'tried again after the delay it names'
  return about === 'sender' ? `${when}; a stand-in may take it` : when
}

const tableOf = (rows: readonly Row[]): string =>
  [
    '| what happens | the message is | reason shown |',
    '| --- | --- | --- |',
    ...rows.map(({ fault, result }) => `| ${fault} | ${becomes(result)} | \`${result.reason}\` |`),
  ].join('\n')

describe('the page on senders', () => {
  it.each([
    ['smtp', smtpFaults],
    ['http', httpFaults],
  ] as const)('has the faults of %s as the tests have them', (name, rows) => {
    const marker = `<!-- ${name} faults -->`
    const shown = page
      .slice(page.indexOf(marker) + marker.length)
      .trimStart()
      .split('\n\n')[0]
    expect(shown).toBe(tableOf(rows))
  })
})
