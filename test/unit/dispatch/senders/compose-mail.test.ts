// A mail as it goes out: whatever is in it, a mail program reads what was written, and every line can be sent.
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { OutgoingEmail } from '../../../../src/dispatch/index.js'
import { composeMail } from '../../../../src/dispatch/senders/compose-mail.js'

const aMail = (change: Partial<OutgoingEmail> = {}): OutgoingEmail => ({
  id: 'm-1',
  category: 'marketing',
  messageId: '<m-1@shop.example>',
  from: { address: 'hello@shop.example', name: 'Fern & Field, Ltd' },
  to: 'ann@example.com',
  replyTo: 'care@shop.example',
  subject: 'Still there',
  html: '<p>Still there</p>',
  text: 'Still there',
  ...change,
})
const read = (mail: Buffer) => PostalMime.parse(mail)
const withoutEnd = (text: string | undefined): string => asLines(text ?? '').replace(/\n+$/, '')
const asLines = (text: string): string => text.replace(/\r\n|\r/g, '\n')

describe('a mail', () => {
  it('names who it is from, to and about', async () => {
    const { from, to, replyTo, subject, messageId, date } = await read(composeMail(aMail()))
    expect({ from, to, replyTo, subject, messageId }).toMatchObject({
      from: { name: 'Fern & Field, Ltd', address: 'hello@shop.example' },
      to: [{ address: 'ann@example.com' }],
      replyTo: [{ address: 'care@shop.example' }],
      subject: 'Still there',
      messageId: '<m-1@shop.example>',
    })
    expect(date).toBeDefined()
  })

  it('has the text first and the HTML last, which mail programs prefer', () => {
    const mail = composeMail(aMail()).toString()
    expect(mail.indexOf('text/plain')).toBeLessThan(mail.indexOf('text/html'))
    expect(mail).toMatch(/^MIME-Version: 1\.0\r$/m)
  })

  it('carries headers of its own', async () => {
    const url = `https://shop.example/u/${'a'.repeat(300)}`
    const { headers } = await read(composeMail(aMail({ headers: { 'List-Unsubscribe': `<${url}>` } })))
    expect(headers.find(({ key }) => key === 'list-unsubscribe')?.value).toBe(`<${url}>`)
  })

  it('is read as it was written, whatever the letters', async () => {
    const letters = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({
        unit: fc.constantFrom('.', '=', ' ', '\n', '\r\n', '\t', 'é', '鞋', '-', '👟', 'a'),
        maxLength: 400,
      }),
    )
    await fc.assert(
      fc.asyncProperty(letters, letters, async (html, text) => {
        const read = await PostalMime.parse(composeMail(aMail({ html, text })))
        expect(withoutEnd(read.html)).toBe(withoutEnd(html))
        expect(withoutEnd(read.text)).toBe(withoutEnd(text))
      }),
    )
  })

  it('has no line that is too long, no line break that is none, and only ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
        const mail = composeMail(aMail({ text, subject: text.replace(/\s+/g, ' ') })).toString('latin1')
        expect(mail).toMatch(/^[\t\r\n\x20-\x7e]*$/)
        expect(mail.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        expect(Math.max(...mail.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998)
      }),
    )
  })
})
