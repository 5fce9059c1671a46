import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressMark, signLink } from '../../../src/links/link-token.js'
import { shortCode, shortCodePattern } from '../../../src/links/short-code.js'
import { clickToken, isTarget, openToken, readClick, readOpen } from '../../../src/links/visit-token.js'

const key = Buffer.alloc(32, 1)
const other = Buffer.alloc(32, 2)
const messageId = '0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b'
const url = 'https://shop.example/a?b=1&c=%C3%BC#d'

describe('the address of a click', () => {
  it('carries message and target, in letters that need no escaping, and no longer than needed', () => {
    const token = clickToken(key, { messageId, url })
    expect(token).toMatch(/^[\w-]+$/)
    expect(token.length).toBeLessThanOrEqual(Math.ceil(((32 + url.length) * 4) / 3))
    expect(readClick([key], token)).toEqual({ messageId, url })
    expect(clickToken(key, { messageId, url })).toBe(token)
  })

  it('is read by every key that was ever signed with, and by no other', () => {
    const token = clickToken(key, { messageId, url })
    expect(readClick([other, key], token)).not.toBeNull()
    expect(readClick([other], token)).toBeNull()
    expect(readClick([], token)).toBeNull()
  })

  it('is worth nothing when any bit of it was changed', () => {
    const bytes = Buffer.from(clickToken(key, { messageId, url }), 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(readClick([key], changed.toString('base64url'))).toBeNull()
    }
  })

  it('is worth nothing in another spelling, longer, shorter or as any other text', () => {
    const token = clickToken(key, { messageId, url })
    const spellings = [
      `${token}=`,
      `${token}A`,
      token.slice(0, -1),
      ` ${token}`,
      `${token}.`,
      `.${token}`,
      `${token}${token}`,
    ]
    for (const spelling of [...spellings, '', 'A', 'https://evil.example', '//evil.example', '__proto__'])
      expect(readClick([key], spelling)).toBeNull()
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.'
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...letters), (at, letter) => {
        fc.pre(token[at] !== letter)
        expect(readClick([key], token.slice(0, at) + letter + token.slice(at + 1))).toBeNull()
      }),
      { numRuns: 2_000 },
    )
    fc.assert(fc.property(fc.string(), text => readClick([key], text) === null))
  })

  it('is not for anything else that is signed with the same key', () => {
    const open = openToken(key, messageId)
    const click = clickToken(key, { messageId, url })
    const page = signLink(key, {
      use: 'confirm',
      messageId,
      channel: 'email',
      topic: null,
      mark: addressMark(key, 'email', 'ann@example.com'),
      expiresAt: new Date('2030-01-01'),
    })
    expect(readClick([key], open)).toBeNull()
    expect(readOpen([key], click)).toBeNull()
    for (const token of [page, ...page.split('.')]) {
      expect(readClick([key], token)).toBeNull()
      expect(readOpen([key], token)).toBeNull()
    }
    // Made with the key itself, yet without the word for its use.
    const body = Buffer.concat([Buffer.from(messageId.replaceAll('-', ''), 'hex'), Buffer.from(url)])
    const mac = createHmac('sha256', key).update(body).digest().subarray(0, 16)
    expect(readClick([key], Buffer.concat([mac, body]).toString('base64url'))).toBeNull()
  })

  it('leads only where a click may lead to, though it be signed', () => {
    for (const target of ['javascript:alert(1)', '//evil.example', 'https://a@evil.example', '/cart', ''])
      expect(readClick([key], clickToken(key, { messageId, url: target }))).toBeNull()
  })
})

describe('where a click may lead to', () => {
  it.each([
    'https://shop.example',
    'HTTP://shop.example:8080/a/b?c=d&e[]=f#/g?h',
    "https://shop.example/(it's)*!;,~",
    'https://xn--mnchen-3ya.example/',
    'http://127.0.0.1:8080/x',
  ])('takes %s', target => {
    expect(isTarget(target)).toBe(true)
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,hi',
    'ftp://shop.example/',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:\\\\evil.example',
    'https://shop.example\\@evil.example',
    'https://ann:secret@shop.example/',
    'https://shop.example@evil.example/',
    'https://shop.example/\r\nSet-Cookie: a=b',
    'https://shop.example/a b',
    'https://shop.example/ü',
    'https://shop.example/"><script>',
    ' https://shop.example/',
    'https://',
    'https:///evil.example',
    'https://shop.example:99999/',
    `https://shop.example/${'a'.repeat(2_000)}`,
  ])('refuses %j', target => {
    expect(isTarget(target)).toBe(false)
  })
})

describe('the address of the picture', () => {
  it('carries the message, and cannot be made up', () => {
    const token = openToken(key, messageId)
    expect(readOpen([other, key], token)).toBe(messageId)
    expect(readOpen([other], token)).toBeNull()
    expect(readOpen([key], randomBytes(32).toString('base64url'))).toBeNull()
  })
})

describe('the code of a short link', () => {
  it('is the same for every attempt, and another for another message or target', () => {
    const code = shortCode(key, messageId, url)
    expect(code).toMatch(shortCodePattern)
    expect(shortCode(key, messageId, url)).toBe(code)
    const others = [
      shortCode(key, messageId, `${url}x`),
      shortCode(key, crypto.randomUUID(), url),
      shortCode(other, messageId, url),
    ]
    expect(new Set([code, ...others]).size).toBe(4)
  })

  it('is of nine letters and digits, whatever it is made of', () => {
    const codes = Array.from({ length: 5_000 }, (_, n) =>
      shortCode(key, messageId, `https://shop.example/${n}`),
    )
    expect(codes.every(code => shortCodePattern.test(code))).toBe(true)
    expect(new Set(codes).size).toBe(5_000)
  })
})
