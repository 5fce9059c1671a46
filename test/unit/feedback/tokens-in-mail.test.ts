// Mails to the unsubscribe mailbox, as mail programs write them: the token is found, whatever they have done to it.
import { describe, expect, it } from 'vitest'
import { tokensInMail } from '../../../src/feedback/mail/tokens-in-mail.js'
import { readUnsubscribeMail } from '../../../src/feedback/mail/unsubscribe-by-mail.js'
import { addressMark, signLink } from '../../../src/links/index.js'

const key = Buffer.alloc(32, 1)
const now = new Date('2026-11-21T12:00:00Z')
const link = {
  use: 'unsubscribe',
  messageId: '00000000-0000-4000-8000-0000000000f1',
  customerId: '00000000-0000-4000-8000-000000000001',
  channel: 'email',
  topic: null,
  mark: addressMark(key, 'email', 'ann@example.com'),
  expiresAt: new Date('2027-11-21T12:00:00Z'),
} as const
const token = signLink(key, link)
const encoded = Buffer.from(`unsubscribe ${token}`).toString('base64')
const lines = (text: string, length: number, end: string): string =>
  text.match(new RegExp(`.{1,${length}}`, 'g'))!.join(end)
const head = 'From: Ann <ann@example.com>\r\nTo: unsubscribe@shop.example\r\n'

describe('a token is found', () => {
  it.each<[string, string]>([
    ['in the subject', `${head}Subject: unsubscribe ${token}\r\n\r\n`],
    ['in a mail with Unix line ends', `${head}Subject: unsubscribe ${token}\n\nhi\n`.replaceAll('\r', '')],
    ['in a subject that goes on below', `${head}Subject: unsubscribe\r\n ${token}\r\n\r\n`],
    ['in one that was cut anywhere', `${head}Subject: unsubscribe ${lines(token, 60, '\r\n ')}\r\n\r\n`],
    ['in an encoded subject', `${head}Subject: =?UTF-8?B?${encoded}?=\r\n\r\n`],
    [
      'in one of several encoded words',
      `${head}Subject: =?utf-8?Q?unsubscribe=20${lines(token, 50, '?=\r\n =?utf-8?Q?').replaceAll('_', '=5F')}?=\r\n\r\n`,
    ],
    ['in the body', `${head}Subject: no more\r\n\r\n${token}\r\n`],
    ['in a link that is quoted there', `${head}Subject: Re: Hi\r\n\r\n> https://t.example/u/${token}\r\n`],
    [
      'in a body of quoted-printable',
      `${head}Content-Transfer-Encoding: quoted-printable\r\n\r\n<a href=3D"https://t.example/u/${lines(token, 50, '=\r\n')}">\r\n`,
    ],
    [
      'in a body of base64',
      `${head}Content-Transfer-Encoding: base64\r\n\r\n${lines(encoded, 76, '\r\n')}\r\n`,
    ],
  ])('%s', (_, mail) => {
    expect(readUnsubscribeMail([key], mail, now)).toMatchObject({
      link,
      report: {
        type: 'email_unsubscribed',
        channel: 'email',
        messageId: link.messageId,
        customerId: link.customerId,
        properties: { source: 'mail' },
      },
    })
  })

  it('in any part that was taken out of a mail', () => {
    expect(readUnsubscribeMail([key], `unsubscribe ${token}`, now)).toHaveProperty('report')
  })
})

describe('nobody is unsubscribed', () => {
  it('by a mail without a token, or with one that is made up', () => {
    const forged = `${token.slice(0, -4)}AAAA`
    for (const mail of ['', head, `${head}\r\nplease unsubscribe me`, `${head}Subject: ${forged}\r\n\r\n`])
      expect(readUnsubscribeMail([key], mail, now)).toEqual({ fault: 'none' })
  })
  it('by one of long ago', () => {
    const old = signLink(key, { ...link, expiresAt: now })
    expect(readUnsubscribeMail([key], `Subject: ${old}\n\n`, now)).toEqual({ fault: 'expired' })
  })
})

it('a mail that is full of tokens costs little', () => {
  const many = Array.from(
    { length: 10_000 },
    (_, n) => `${String(n).padStart(70, 'x')}.${'s'.repeat(43)}`,
  ).join(' ')
  const begun = performance.now()
  expect(tokensInMail(`${head}\r\n${many}`)).toHaveLength(20)
  expect(tokensInMail('A'.repeat(1_000_000))).toEqual([])
  expect(tokensInMail('=?'.repeat(500_000))).toEqual([])
  expect(performance.now() - begun).toBeLessThan(3_000)
})
