// How often what is ticked on the page of preferences counts: whoever holds the link may press its button without end.
import { expect, test } from 'vitest'
import { type Choosing, choose } from '../../../../src/feedback/pages/choose.js'
import { textsIn } from '../../../../src/feedback/pages/texts/index.js'

const choosing = (doubleOptIn: readonly string[]) =>
  ({
    link: { messageId: 'm', channel: 'email', topic: null },
    reader: {
      email: 'ann@example.com',
      phone: '+4915112345678',
      consent: { email: 'subscribed', sms: 'unknown' },
      topics: {},
    },
    shop: { topics: {}, doubleOptIn, writesSms: true },
    texts: textsIn('en'),
  }) as unknown as Choosing

const start = Date.parse('2026-11-21T12:00:00Z')

/** The ids of what was said by pressing each second for ten minutes, with SMS ticked as if it had not been. */
function pressed(
  doubleOptIn: readonly string[],
  ticked: readonly string[],
  shown: readonly string[],
): string[] {
  return Array.from({ length: 600 }, (_, second) => {
    const form = { shown: new Set(shown), ticked: new Set(ticked), stop: false }
    const pressing = { now: new Date(start + second * 1_000), ip: '192.0.2.7' }
    return choose(choosing(doubleOptIn), form, pressing).reports.map(({ id }) => id)
  }).flat()
}

test('a yes that has to be confirmed by a message asks for one in ten minutes', () => {
  expect(new Set(pressed(['sms'], ['email', 'sms'], ['email'])).size).toBe(1)
})

test('a no counts whenever it is said', () => {
  expect(new Set(pressed(['sms'], [], ['email'])).size).toBe(600)
})
