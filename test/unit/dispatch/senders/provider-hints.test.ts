import { describe, expect, it } from 'vitest'
import { composeMail } from '../../../../src/dispatch/senders/compose-mail.js'
import { hintsFor, providerOf } from '../../../../src/dispatch/senders/provider-hints.js'

const id = '0193a1b2-0000-7000-8000-000000000001'
const mailBy = (...hint: Parameters<typeof hintsFor>) =>
  composeMail({
    id,
    category: 'marketing',
    messageId: `<${id}@shop.example>`,
    from: { address: 'hello@shop.example', name: 'Shop' },
    to: 'ann@example.com',
    subject: 'Hi',
    html: '<p>Hi</p>',
    text: 'Hi',
    headers: hintsFor(...hint),
  })
    .toString()
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]+/g, ' ')

describe('what a provider is told of our message', () => {
  it.each([
    ['email-smtp.eu-central-1.amazonaws.com', 'ses'],
    ['email-smtp-fips.us-east-1.amazonaws.com', 'ses'],
    ['smtp.sendgrid.net', 'sendgrid'],
    ['smtp.postmarkapp.com', 'postmark'],
    ['smtp-broadcasts.postmarkapp.com', 'postmark'],
    ['mail.shop.example', undefined],
    ['sendgrid.net.evil.example', undefined],
    ['notsendgrid.net', undefined],
  ])('%s is a server of %s', (host, provider) => {
    expect(providerOf(host)).toBe(provider)
  })

  it('Amazon SES: a tag, and the configuration set that reports', () => {
    expect(mailBy('ses', id, 'shop')).toMatch(
      new RegExp(`^X-SES-MESSAGE-TAGS: triggerfish_message=${id}$`, 'm'),
    )
    expect(mailBy('ses', id, 'shop')).toMatch(/^X-SES-CONFIGURATION-SET: shop$/m)
    expect(mailBy('ses', id)).not.toMatch(/CONFIGURATION/)
  })

  it('SendGrid: a unique argument', () => {
    const header = /^X-SMTPAPI: (.*)$/m.exec(mailBy('sendgrid', id))?.[1]
    expect(JSON.parse(header!)).toEqual({ unique_args: { triggerfish_message: id } })
  })

  it('Postmark: metadata, whose name keeps its small letters', () => {
    expect(mailBy('postmark', id)).toMatch(new RegExp(`^X-PM-Metadata-triggerfish_message: ${id}$`, 'm'))
  })

  it('others: nothing', () => {
    expect(mailBy(undefined, id)).not.toMatch(/^X-/m)
  })
})
