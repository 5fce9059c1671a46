// What anybody may post to the doors of Twilio before it is known whether it is Twilio's: read in no time, or not at all.
import { expect, test } from 'vitest'
import type { Arrival } from '../../../../../src/feedback/providers/door.js'
import { saidBy, twilioGuard } from '../../../../../src/feedback/providers/twilio/signature.js'

const arrival = (body: string, type = 'application/x-www-form-urlencoded'): Arrival => ({
  headerOf: name => (name === 'Content-Type' ? type : 'c2lnbmF0dXJl'),
  raw: Buffer.from(body),
  path: '/v1/providers/twilio/inbound',
  params: {},
  receivedAt: new Date('2026-11-21T12:00:00Z'),
})
const guard = twilioGuard({ authTokens: ['a', 'b'], publicUrl: 'https://shop.example' })
const many = (write: (n: number) => string): string =>
  Array.from({ length: 300_000 }, (_, n) => write(n)).join('&')

test.each([
  ['names', many(n => n.toString(36))],
  ['values of one name', many(n => `a=${n}`)],
  ['escapes', many(() => '%41=%41')],
  ['nothing', '&'.repeat(4_000_000)],
  ['names, within what is read', many(n => n.toString(36)).slice(0, 64 * 1024)],
])('a form of many %s is refused, soon', (_, body) => {
  const begun = performance.now()
  expect(() => guard(arrival(body))).toThrow()
  expect(performance.now() - begun).toBeLessThan(1_500)
})

test('a name that comes twice says its first value, and one of all objects says itself', () => {
  const said = saidBy(arrival('Body=STOP&Body=START&__proto__=x&constructor=y'))
  expect(said.Body).toBe('STOP')
  expect(Object.keys(said)).toEqual(['Body', '__proto__', 'constructor'])
})
