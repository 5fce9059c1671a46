import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLines } from '../../../src/workbench/compare-lines.js'

const signs = { same: ' ', missing: '-', unexpected: '+' } as const
const compared = (expected: string[], actual: string[]): string[] =>
  compareLines(expected, actual).map(({ kind, line }) => `${signs[kind]} ${line}`)

describe('comparing lines', () => {
  it.each([
    ['the same', 'a b', 'a b', [' a', ' b']],
    ['nothing', '', '', []],
    ['one that did not come', 'a b c', 'a c', [' a', '-b', ' c']],
    ['one too many', 'a c', 'a b c', [' a', '+b', ' c']],
    ['another one', 'a b c', 'a x c', [' a', '-b', '+x', ' c']],
    ['all of them', 'a', 'x', ['-a', '+x']],
    ['nothing came', 'a b', '', ['-a', '-b']],
    ['nothing was to come', '', 'a b', ['+a', '+b']],
    ['the wrong order', 'a b', 'b a', ['-a', ' b', '+a']],
  ])('shows %s', (_, expected, actual, lines) => {
    const words = (text: string) => text.split(' ').filter(word => word !== '')
    expect(compared(words(expected), words(actual)).map(line => line.replace(/^(.) /, '$1'))).toEqual(lines)
  })

  it('always tells both lists, and no change where there is none', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 })
    fc.assert(
      fc.property(lines, lines, (expected, actual) => {
        const changes = compareLines(expected, actual)
        const without = (kind: string) => changes.filter(one => one.kind !== kind).map(({ line }) => line)
        expect(without('unexpected')).toEqual(expected)
        expect(without('missing')).toEqual(actual)
        if (expected.join() === actual.join()) expect(changes.every(({ kind }) => kind === 'same')).toBe(true)
      }),
    )
  })
})
