// Addresses whose domain has letters beyond ASCII are those of the same domain as mail servers know it.
import { describe, expect, test } from 'vitest'
import { parseCustomerKey } from '../../../src/model/customer-key.js'
import { emailAddress } from '../../../src/model/email-address.js'
import { parseEvent } from '../../../src/model/event.js'
import { parseAddressKey } from '../../../src/model/suppressed-address.js'

const known = 'ann@xn--mller-kva.example'

const posted = (email: string) =>
  parseEvent(
    { id: 'e1', type: 'page_viewed', occurredAt: '2026-11-20T10:00:00Z', customer: { email } },
    'shop',
    new Date('2026-11-20T10:00:00Z'),
  )

describe('an address with an umlaut in its domain', () => {
  test.each([
    ['as people write it', 'ann@müller.example'],
    ['in capitals', ' Ann@MÜLLER.Example '],
    ['with the dots of its own', 'ann@mu\u0308ller.example'],
    ['as mail servers know it', known],
  ])('%s, is one and the same in events and in keys', (_, email) => {
    expect(posted(email)).toMatchObject({ event: { customer: { email: known } } })
    expect(parseCustomerKey(`email:${email}`)).toEqual({ kind: 'email', value: known })
    expect(parseAddressKey(`email:${email}`)).toEqual({ channel: 'email', address: known })
  })
  test('comes to the same when it is brought into this form again', () => {
    expect(emailAddress(emailAddress('ann@müller.example'))).toBe(known)
  })
})

describe('no address', () => {
  test.each([
    ['an umlaut before the @, which few mail servers take', 'jürgen@müller.example'],
    ['a domain that cannot be', 'ann@mü ller.example'],
    ['a domain that only looks like one', 'ann@１２７.０.０.１'],
    ['no @', 'müller.example'],
    ['two of them', 'ann@b@müller.example'],
  ])('%s', (_, email) => {
    expect(posted(email)).toEqual({
      faults: [{ path: 'customer.email', message: 'must be an email address' }],
    })
  })
  test('that is too long only as mail servers know it', () => {
    const email = `ann@${'ü.'.repeat(50)}example`
    expect(posted(email)).toEqual({
      faults: [{ path: 'customer.email', message: 'must have at most 254 characters' }],
    })
  })
})
