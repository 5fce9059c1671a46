// Patterns with `*` and `?`: what they match, and that no text makes them slow.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matcherOf } from '../../../../src/journeys/engine/pattern.js'

it.each<[pattern: string, text: string, boolean]>([
  ['sku-*', 'sku-12', true],
  ['sku-*', 'sku-', true],
  ['sku-*', 'my sku-12', false],
  ['*@example.com', 'ann@example.com', true],
  ['*@example.com', 'ann@example.com.evil.org', false],
  ['*summer*', 'the summer sale', true],
  ['*summer*', 'the Summer sale', false],
  ['a*b*c', 'a1b2b3c', true],
  ['a*b*c', 'a1c', false],
  ['ab*ba', 'aba', false],
  ['ab*ba', 'abba', true],
  ['*ab*ab*', 'xabyab', true],
  ['*ab*ab*', 'xaby', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', 'a😀c', true],
  ['??', '😀😀', true],
  ['?', '', false],
  ['*', '', true],
  ['**', 'anything', true],
  ['exactly', 'exactly', true],
  ['exactly', 'exactly so', false],
  ['[a-z]+.(x|y)', '[a-z]+.(x|y)', true],
  ['[a-z]+.*', 'abc', false],
])('%j and %j: %s', (pattern, text, truth) => {
  expect(matcherOf(pattern)(text)).toBe(truth)
})

/** The slow way, which is plainly right. */
function plainly(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*')
    return plainly(pattern.slice(1), text) || (text !== '' && plainly(pattern, text.slice(1)))
  return (
    text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && plainly(pattern.slice(1), text.slice(1))
  )
}

describe('any pattern and any text', () => {
  const of = (letters: string, maxLength: number) =>
    fc.array(fc.constantFrom(...letters), { maxLength }).map(all => all.join(''))
  it('gives what the slow and plain way gives', () => {
    fc.assert(
      fc.property(of('ab*?', 9), of('ab', 12), (pattern, text) => {
        expect(matcherOf(pattern)(text)).toBe(plainly(pattern, text))
      }),
      { numRuns: 3_000 },
    )
  })
  it('finds long parts, which take several words', () => {
    fc.assert(
      fc.property(of('ab?', 100), of('ab', 20), of('ab', 20), (part, before, after) => {
        const inside = part.replaceAll('?', 'a')
        expect(matcherOf(`*${part}*`)(`${before}${inside}${after}`)).toBe(true)
        expect(matcherOf(`*${part}c*`)(`${before}${inside}${after}`)).toBe(false)
      }),
    )
  })
})

it('is never slow: the longest text and the worst pattern', () => {
  const text = 'a'.repeat(16_384)
  const patterns = [
    `*${'a'.repeat(197)}b*`,
    `*${'a*'.repeat(98)}b*`,
    `*${'?a'.repeat(98)}b*`,
    `${'*a?'.repeat(60)}*b`,
  ]
  const matchers = patterns.map(matcherOf)
  const start = performance.now()
  for (const matches of matchers) expect(matches(text)).toBe(false)
  // A few ms; what goes back and tries again would not end in this life.
  expect(performance.now() - start).toBeLessThan(2_000)
})
