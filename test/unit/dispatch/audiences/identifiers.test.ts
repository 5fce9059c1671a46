// The examples that the platforms give, and what they do not look at.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { identifierHash, normalEmail, normalPhone } from '../../../../src/dispatch/audiences/identifiers.js'

describe('an email address', () => {
  it.each([
    ['cloudy.sanfrancisco+shopping@gmail.com', 'cloudysanfrancisco@gmail.com'],
    ['user.name+NYC@Example.com', 'user.name+nyc@example.com'],
    ['cloudySanFrancisco@GMAIL.com', 'cloudysanfrancisco@gmail.com'],
    [' AlexJ@cymbalgroup.com', 'alexj@cymbalgroup.com'],
    ['a.b@googlemail.com', 'ab@googlemail.com'],
  ])('for Google: %j', (email, normal) => {
    expect(normalEmail('google', email)).toBe(normal)
  })

  it.each(['meta', 'custom'] as const)('for %s: trimmed and in small letters, nothing else', platform => {
    expect(normalEmail(platform, ' Mary.Ann+x@GMAIL.com ')).toBe('mary.ann+x@gmail.com')
  })

  it.each(['', 'ann', '@example.com', 'ann@', 'a@b@c'])('that is none has no hash: %j', email => {
    expect(normalEmail('meta', email)).toBeNull()
    expect(identifierHash('google', 'email', email)).toBeNull()
  })
})

describe('a phone number', () => {
  it('has a plus for Google and for whoever else, and none for Meta', () => {
    expect(normalPhone('google', '+1 (800) 555-0100')).toBe('+18005550100')
    expect(normalPhone('custom', '+18005550100')).toBe('+18005550100')
    expect(normalPhone('meta', '+1 (800) 555-0100')).toBe('18005550100')
    expect(normalPhone('meta', '0049 151 12345678')).toBe('4915112345678')
  })

  it.each(['0151 12345678', '15112345678', '+0151', '+49', 'call me'])(
    'without its country has no hash: %j',
    phone => {
      expect(normalPhone('meta', phone)).toBeNull()
      expect(identifierHash('google', 'phone', phone)).toBeNull()
    },
  )
})

it('the hash is SHA-256 in small hexadecimal letters', () => {
  const expected = createHash('sha256').update('ann@example.com').digest('hex')
  expect(identifierHash('meta', 'email', 'Ann@example.com')).toBe(expected)
  expect(expected).toMatch(/^[0-9a-f]{64}$/)
})
