import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { composeMail } from '../../../../src/dispatch/senders/compose-mail.js'
import { dkimKey, signed } from '../../../../src/dispatch/senders/dkim.js'
import { verifyDkim } from '../../../support/verify-dkim.js'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

const unsubscribe = `<https://shop.example/u/${'x'.repeat(180)}>, <mailto:stop@shop.example?subject=${'y'.repeat(60)}>`
const mail = (change: Record<string, string> = {}) =>
  composeMail({
    id: 'm-1',
    category: 'marketing',
    messageId: '<m-1@shop.example>',
    from: { address: 'hello@shop.example', name: 'Müller, "Shop"' },
    to: 'ann@example.com',
    replyTo: 'help@shop.example',
    subject: 'Größe 42 – noch da?  Zwei Zwischenräume',
    html: '<p>Grüße</p>\n.\n<p>.</p>\n\n\n',
    text: 'Grüße  \t \n.\nEnde\n\n',
    headers: {
      'List-Unsubscribe': unsubscribe,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Feedback-ID': 'a:b:c:shop',
      ...change,
    },
  })

const verdict = (bytes: Buffer) => verifyDkim(bytes.toString('latin1'), publicKey)

describe('DKIM', () => {
  const key = dkimKey('shop.example', 'tf', pemOf(privateKey))

  it('covers what people see and both headers for unsubscribing (RFC 8058)', async () => {
    const { valid, covered } = verdict(await signed(mail(), key))
    expect(valid).toBe(true)
    expect(covered).toEqual(
      expect.arrayContaining([
        ...['from', 'to', 'subject', 'date', 'message-id', 'reply-to', 'mime-version', 'content-type'],
        ...['list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'],
      ]),
    )
  })

  it('names the domain and where its key stands', async () => {
    const text = (await signed(mail(), key)).toString()
    expect(text).toMatch(
      /^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=shop\.example;\s+q=dns\/txt; s=tf;/,
    )
  })

  it('leaves every byte of the mail as it was', async () => {
    const plain = mail()
    expect((await signed(plain, key)).subarray(-plain.length).equals(plain)).toBe(true)
  })

  it.each([
    ['the link to unsubscribe', 'shop.example/u/', 'evil.example/u/'],
    ['one-click', 'One-Click', 'One-Clock'],
    ['the text', 'Ende', 'Anfang'],
    ['the sender', 'hello@shop', 'hallo@shop'],
  ])('does not hold when %s was changed', async (_, from, to) => {
    const bytes = await signed(mail(), key)
    const changed = Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1')
    expect(changed.equals(bytes)).toBe(false)
    expect(verdict(changed).valid).toBe(false)
  })

  it('refuses at the start a key that it could not sign with', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey
    const curve = generateKeyPairSync('ed25519').privateKey
    expect(() => dkimKey('d', 's', pemOf(short))).toThrow('has 512 bits')
    expect(() => dkimKey('d', 's', pemOf(curve))).toThrow('must be an RSA key')
    expect(() => dkimKey('d', 's', 'hunter2')).toThrow(/^must be a private key as PEM(?!.*hunter2)/)
  })
})
