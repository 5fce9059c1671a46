// Links in messages: read back as they were signed, and only by those who have the key.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confirmUrl } from '../../../src/dispatch/confirm-link.js'
import { pageHtml } from '../../../src/feedback/pages/page.js'
import { addressMark, type LinkPayload, readLink, signLink } from '../../../src/links/link-token.js'

const key = Buffer.alloc(32, 1)
const now = new Date('2026-11-21T12:00:00Z')
const link: LinkPayload = {
  use: 'confirm',
  messageId: '00000000-0000-4000-8000-0000000000f1',
  channel: 'email',
  topic: 'newsletter',
  mark: addressMark(key, 'email', 'ann@example.com'),
  expiresAt: new Date('2026-12-21T12:00:00Z'),
}
const token = signLink(key, link)

describe('a token', () => {
  it('is read back as it was signed, also by a newer installation of keys', () => {
    expect(readLink([key], 'confirm', token, now)).toEqual({ link })
    expect(readLink([Buffer.alloc(32, 2), key], 'confirm', token, now)).toEqual({ link })
    expect(signLink(key, link)).toBe(token)
  })
  it('holds for the channel as a whole too', () => {
    const whole = { ...link, topic: null }
    expect(readLink([key], 'confirm', signLink(key, whole), now)).toEqual({ link: whole })
  })
  it('expires', () => {
    expect(readLink([key], 'confirm', token, link.expiresAt)).toEqual({ fault: 'expired' })
  })
  it('of another key, or changed anywhere, is forged', () => {
    expect(readLink([Buffer.alloc(32, 2)], 'confirm', token, now)).toEqual({ fault: 'forged' })
    const anywhere = fc.tuple(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '.', '-', '%'))
    fc.assert(
      fc.property(anywhere, ([place, letter]) => {
        const other = token.slice(0, place) + letter + token.slice(place + 1)
        fc.pre(other !== token)
        expect(readLink([key], 'confirm', other, now)).toEqual({ fault: 'forged' })
      }),
    )
  })
  it('for another page is forged: who may unsubscribe has not confirmed anything', () => {
    const other = signLink(key, { ...link, use: 'unsubscribe', customerId: link.messageId })
    expect(readLink([key], 'confirm', other, now)).toEqual({ fault: 'forged' })
    expect(readLink([key], 'unsubscribe', token, now)).toEqual({ fault: 'forged' })
    expect(readLink([key], 'unsubscribe', other, now)).toMatchObject({ link: { customerId: link.messageId } })
  })
  it('that is anything else is forged', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(readLink([key], 'confirm', text, now)).toEqual({ fault: 'forged' })
      }),
    )
    expect(readLink([], 'confirm', token, now)).toEqual({ fault: 'forged' })
  })
})

describe('the URL of a confirmation', () => {
  const asking = {
    messageId: link.messageId,
    channel: 'email',
    address: 'ann@example.com',
    createdAt: new Date('2026-11-21T12:00:00Z'),
    data: { channel: 'email', topic: 'newsletter' },
  }
  const maker = { key, publicUrl: 'https://t.example' }

  it('is the same for every attempt at the message', () => {
    expect(confirmUrl(maker, asking)).toBe(`https://t.example/k/${token}`)
  })
  it.each([
    ['nothing was asked', { ...asking, data: null }],
    ['another channel was asked for', { ...asking, data: { channel: 'sms' } }],
    ['the topic is none', { ...asking, data: { channel: 'email', topic: '../x' } }],
  ])('is not made where %s', (_, given) => {
    expect(() => confirmUrl(maker, given)).toThrow('consent_requested for email')
  })
  it('is not made where links lead nowhere', () => {
    expect(() => confirmUrl(null, asking)).toThrow('no address')
  })
})

it('a page shows text as text', () => {
  const html = pageHtml({ title: '<b>"A"</b>', text: ["it's <i>"], button: '&' }, '<shop>')
  expect(html).not.toMatch(/<b>|<i>|<shop>/)
  expect(html).toContain('&lt;shop&gt;')
})
