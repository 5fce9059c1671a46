import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meaningOf, smsWords } from '../../../src/model/sms-words.js'

const required = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPT OUT', 'OPTOUT'],
  help: ['HELP', 'INFO'],
  start: ['START', 'YES', 'UNSTOP'],
} as const

const everyWord = Object.entries(required).flatMap(([meaning, words]) =>
  words.map(word => [word, meaning] as const),
)

describe('a word with a meaning', () => {
  it.each(everyWord)('%s means %s, however it is written', (word, meaning) => {
    const spaced = [...word].join(' ')
    const ways = [
      word,
      word.toLowerCase(),
      `${word[0]}${word.slice(1).toLowerCase()}`,
      `  ${word}\n`,
      `${word}.`,
      `${word}!!!`,
      `"${word}"`,
      `“${word}”`,
      `'${word}'`,
      `${word} 😡`,
      `👉${word}`,
      `${word} ${word}`,
      spaced,
      spaced.replaceAll(' ', '.'),
      [...word]
        .map(letter =>
          /[A-Z]/.test(letter) ? String.fromCodePoint(letter.codePointAt(0)! + 0xfee0) : letter,
        )
        .join(''),
    ]
    for (const way of ways) expect([way, meaningOf(way)]).toEqual([way, meaning])
  })

  it.each(['Opt-out', 'opt out', 'OPT  OUT.', 'Stop all', 'STOP, stop!', 'end. stop', 'Stop opt out'])(
    '%s is one too',
    text => expect(meaningOf(text)).toBe('stop'),
  )

  it('of another language stops as well', () => {
    for (const text of ['Stopp', 'abmelden', 'Arrêt', 'désabonner', 'BAJA', 'uitschrijven'])
      expect([text, meaningOf(text)]).toEqual([text, 'stop'])
    expect(meaningOf('Hilfe!')).toBe('help')
  })

  it('has one meaning only', () => {
    const all = Object.values(smsWords).flatMap(words => Object.values(words).flat())
    expect(new Set(all).size).toBe(all.length)
  })

  it('is on the page about SMS', () => {
    const page = readFileSync('docs/reference/sms.md', 'utf8')
    const all = Object.values(smsWords).flatMap(words => Object.values(words).flat())
    expect(all.filter(word => !page.includes(word))).toEqual([])
  })

  it('of another language starts nothing', () => {
    for (const [language, { start }] of Object.entries(smsWords))
      if (language !== 'en') expect(start).toBeUndefined()
    expect(meaningOf('Ja')).toBe('none')
  })
})

describe('a sentence', () => {
  it.each([
    'please stop',
    'Stop texting me',
    "Don't stop the offers",
    'When does the sale end?',
    'cancel my order 1234',
    'I want to opt out of this',
    'yes but stop the other ones',
    'STOP HELP',
    'STOP 2',
    'bitte abmelden',
  ])('that contains a word, "%s", is for a person', text => expect(meaningOf(text)).toBe('unclear'))

  it.each([
    '',
    '👍',
    'Thanks!',
    'Do you have it in red?',
    'This is nonstop fun',
    'I am stopping by tomorrow',
    'the weekend',
    'can you help me',
    'yes please',
    'restart',
    'to opt in or go out',
  ])('without one, "%s", means nothing', text => expect(meaningOf(text)).toBe('none'))

  it('is never taken for a word, whatever stands beside it', () => {
    const noise = fc.stringMatching(/^[a-z]{3,8}$/).filter(word => meaningOf(word) === 'none')
    fc.assert(
      fc.property(fc.constantFrom(...required.stop), noise, (word, other) => {
        expect(meaningOf(`${word} ${other}`)).toBe('unclear')
        expect(meaningOf(`${other} ${word}`)).toBe('unclear')
      }),
    )
  })
})
