import { expect, test } from 'vitest'
import { closest, didYouMean, distance } from '../../../../src/journeys/definition/did-you-mean.js'

test.each([
  ['', '', 0],
  ['send', 'send', 0],
  ['sned', 'send', 1],
  ['sen', 'send', 1],
  ['sendd', 'send', 1],
  ['wait', 'send', 4],
])('%s and %s are %d apart', (a, b, away) => {
  expect(distance(a, b)).toBe(away)
})

test('the closest word is meant, whatever its capitals', () => {
  expect(closest('skipif', ['template', 'skipIf'])).toBe('skipIf')
  expect(didYouMean('tempalte', ['template', 'send'])).toBe('; did you mean "template"?')
})

test('a word that is like none is not guessed at', () => {
  expect(closest('banana', ['send', 'wait'])).toBeUndefined()
  expect(closest('x', ['if', 'on'])).toBeUndefined()
  expect(didYouMean('banana', [])).toBe('')
})
