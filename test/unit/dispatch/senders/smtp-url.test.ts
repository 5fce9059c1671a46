import { describe, expect, it } from 'vitest'
import { parseSmtpUrl } from '../../../../src/dispatch/senders/smtp-url.js'

describe('SMTP_URL', () => {
  it('smtp:// means port 587, and nothing without STARTTLS', () => {
    expect(parseSmtpUrl('smtp://mail.example')).toEqual({
      host: 'mail.example',
      port: 587,
      secure: false,
      tls: 'required',
      auth: null,
    })
  })

  it('smtps:// means TLS from the first byte', () => {
    expect(parseSmtpUrl('smtps://mail.example')).toMatchObject({ port: 465, secure: true })
  })

  it.each(['localhost', '127.0.0.1', '[::1]', 'mailpit', 'mail.localhost'])(
    'of a server beside us (%s) STARTTLS is not demanded, for few have it',
    host => {
      expect(parseSmtpUrl(`smtp://${host}:1025`).tls).toBe('optional')
      expect(parseSmtpUrl(`smtp://${host}:1025?tls=required`).tls).toBe('required')
    },
  )

  it.each(['10.0.0.5', '192.168.1.9', 'mail.internal', '[2001:db8::1]', '127.0.0.1.example.com'])(
    'of any other one (%s) it is, until somebody says otherwise',
    host => {
      expect(parseSmtpUrl(`smtp://${host}`).tls).toBe('required')
      expect(parseSmtpUrl(`smtp://${host}?tls=off`).tls).toBe('off')
    },
  )

  it('a word after the "?" that is none is refused, or TLS could be off by a slip', () => {
    for (const query of ['ignoreTLS=true', 'tls=of', 'TLS=off', 'tls=off&pool=true'])
      expect(() => parseSmtpUrl(`smtp://u:secret@mail.example?${query}`)).toThrow(
        /^SMTP_URL .*tls=(?!.*secret)/,
      )
  })

  it('user and password may hold escaped characters', () => {
    const { auth } = parseSmtpUrl('smtp://ann%40shop:p%3Aw%2F@mail.example:2525')
    expect(auth).toEqual({ user: 'ann@shop', pass: 'p:w/' })
  })

  it('a "%" that is no escape is pointed out, without the password', () => {
    expect(() => parseSmtpUrl('smtp://u:100%25%@h')).toThrow(/^SMTP_URL has a "%" (?!.*100)/)
  })

  it('refuses anything else without repeating the password', () => {
    for (const url of ['http://u:secret@h', 'mail.example', 'smtp://'])
      expect(() => parseSmtpUrl(url)).toThrow(/^SMTP_URL must look like/)
  })
})
