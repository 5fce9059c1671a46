// What an event or a template may bring is looked through once, however it is written: dispatch has other messages to send.
import { expect, test } from 'vitest'
import { withLinks } from '../../../../src/dispatch/links/html-links.js'
import { withoutSentence, withTextLinks } from '../../../../src/dispatch/links/text-links.js'
import { redactText } from '../../../../src/platform/logger.js'

const same = (url: string): string => url
const many = (text: string): string => text.repeat(Math.ceil(100_000 / text.length))

/** Before, each took ten seconds and more, or ended in a full stack. */
const patienceMs = 1_500

function inTime(work: () => unknown): void {
  const begun = performance.now()
  work()
  expect(performance.now() - begun).toBeLessThan(patienceMs)
}

test.each([')', ').', '(', '[)', '}])'])('an address with as many %j as fit', letters => {
  inTime(() => withTextLinks(`See http://shop.example/${many(letters)}`, same))
})

test.each(['<a ', '<a "', "<a '", '<a href="', '<a href=x ', '<a/', '<', '<a href="x" <a'])(
  'HTML of nothing but %j',
  markup => {
    inTime(() => withLinks(many(markup), same))
  },
)

test.each(['a', 'a.', '.', '@', 'a@', '+1'])('a line for the log of nothing but %j', text => {
  inTime(() => redactText(many(text)))
})

test.each([
  ['https://c.example/a).', 'https://c.example/a'],
  ['https://c.example/(a).', 'https://c.example/(a)'],
  ['https://c.example/(a)).', 'https://c.example/(a)'],
  ['https://c.example/a).]}…', 'https://c.example/a'],
  ['https://c.example/[a]).', 'https://c.example/[a]'],
  ['https://c.example/?!', 'https://c.example/'],
])('the sentence around %s ends it', (found, url) => {
  expect(withoutSentence(found)).toBe(url)
})

test('an address after a letter that begins no word is left out of the log still', () => {
  expect(redactText('to=ann@example.com <bob@example.com>,"x@y.z" (c@d.e):f@g.h')).toBe(
    'to=[email] <[email]>,"[email]" ([email]):[email]',
  )
  expect(redactText('@ann@example.com')).toBe('@[email]')
  expect(redactText('a@b@c.example')).not.toContain('a@')
})
