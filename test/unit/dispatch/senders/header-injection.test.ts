// A mail with a line break in any of its header fields goes nowhere: no server is even asked.
import { expect, onTestFinished, test } from 'vitest'
import type { OutgoingEmail } from '../../../../src/dispatch/sender.js'
import { composeMail } from '../../../../src/dispatch/senders/compose-mail.js'
import { smtpSender } from '../../../../src/dispatch/senders/smtp-sender.js'

const mail: OutgoingEmail = {
  id: '0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b',
  category: 'marketing',
  messageId: '<0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b@shop.example>',
  from: { address: 'hello@shop.example', name: 'Shop' },
  to: 'ann@example.com',
  replyTo: 'care@shop.example',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  headers: { 'List-Id': '<news.shop.example>' },
}

/** Nobody is there: what gets as far as the network comes back to be tried again. */
async function sent(change: Partial<OutgoingEmail>) {
  const sender = smtpSender({ url: 'smtp://127.0.0.1:9' })
  onTestFinished(() => sender.close())
  return await sender.send({ ...mail, ...change }, async () => true)
}

test('one without is tried', async () => {
  expect(await sent({})).toMatchObject({ kind: 'retry' })
})

const fields = (evil: string): [string, Partial<OutgoingEmail>][] => [
  ['recipient', { to: `ann@example.com${evil}` }],
  ['sender', { from: { address: `hello@shop.example${evil}`, name: 'Shop' } }],
  ['name of the sender', { from: { address: 'hello@shop.example', name: `Shop${evil}` } }],
  ['address for answers', { replyTo: `care@shop.example${evil}` }],
  ['subject', { subject: `Hello${evil}` }],
  ['Message-ID', { messageId: `<x@shop.example>${evil}` }],
  ['value of a header', { headers: { 'List-Id': `<x>${evil}` } }],
  ['name of a header', { headers: { [`X-A${evil}`]: 'x' } }],
]

test.each(['\r\nBcc: eve@example.com', '\nX: y', '\rX: y', '\0'].flatMap(fields))(
  'the %s',
  async (_, change) => {
    expect(await sent(change)).toEqual({ kind: 'give_up', reason: 'smtp line break in a header' })
  },
)

test.each([
  'Hi\u2028Bcc: eve@example.com',
  'Hi\u0085Bcc: eve@example.com',
  'Hi\u000bBcc: eve@example.com',
  `${'x'.repeat(2_000)} Bcc: eve@example.com`,
  '=?utf-8?Q?Hi=0D=0ABcc:_eve@example.com?=',
])('a subject begins no other header: %j', subject => {
  const [head = ''] = composeMail({ ...mail, subject })
    .toString('latin1')
    .split('\r\n\r\n')
  const names = head.split(/\r\n(?![ \t])/).map(line => line.slice(0, line.indexOf(':')))
  expect(names).not.toContain('Bcc')
  expect(head).not.toMatch(/(?<!\r)\n|\r(?!\n)/)
})

test('what a text says ends no part of the mail: nobody knows how its parts will end', () => {
  const boundaryOf = (): string =>
    /boundary="?([^"\r\n;]+)/.exec(composeMail(mail).toString('latin1'))?.[1] ?? ''
  const boundaries = new Set(Array.from({ length: 100 }, boundaryOf))
  expect(boundaries.size).toBe(100)
  // 64 bits of them by chance.
  for (const boundary of boundaries) expect(boundary).toMatch(/[0-9a-f]{16}/)
})
