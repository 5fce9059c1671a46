import { describe, expect, it } from 'vitest'
import { parseSmtpUrl } from '../../../../src/dispatch/senders/smtp-url.js'

describe('SMTP_URL', () => {
  it('smtp:// means port 587, and STARTTLS where it is offered', () => {
    expect(parseSmtpUrl('smtp://mail.example')).toEqual({
      host: 'mail.example',
      port: 587,
      secure: false,
      requireTLS: false,
      ignoreTLS: false,
      auth: null,
    })
  })

  it('smtps:// means TLS from the first byte', () => {
    expect(parseSmtpUrl('smtps://mail.example')).toMatchObject({ port: 465, secure: true })
  })

  it('user and password may hold escaped characters', () => {
    const { auth } = parseSmtpUrl('smtp://ann%40shop:p%3Aw%2F@mail.example:2525')
    expect(auth).toEqual({ user: 'ann@shop', pass: 'p:w/' })
  })

  it('refuses anything else without repeating the password', () => {
    for (const url of ['http://u:secret@h', 'mail.example', 'smtp://'])
      expect(() => parseSmtpUrl(url)).toThrow(/^SMTP_URL must look like/)
  })
})
