// What is known of two customers who turn out to be one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeCustomers } from '../../../src/customers/index.js'
import type { ConsentState } from '../../../src/model/channel.js'
import type { Customer } from '../../../src/model/customer.js'
import { aCustomer, at } from '../../support/builders.js'

const other = '00000000-0000-4000-8000-000000000002'
const nobody: Partial<Customer> = { email: null, phone: null, consent: { email: 'unknown', sms: 'unknown' } }
const winner = (given: Partial<Customer>): Customer => aCustomer({ ...nobody, ...given })
const loser = (given: Partial<Customer>): Customer => aCustomer({ ...nobody, id: other, ...given })

describe('consents of two who are one', () => {
  const email = (state: ConsentState, hours = 1): Partial<Customer> => ({
    consent: { email: state, sms: 'unknown' },
    consentAt: { email: at(`${hours}h`) },
  })
  it.each([
    ['subscribed', 'unsubscribed', 'unsubscribed'],
    ['unsubscribed', 'subscribed', 'unsubscribed'],
    ['unknown', 'subscribed', 'subscribed'],
    ['subscribed', 'unknown', 'subscribed'],
    ['unknown', 'unknown', 'unknown'],
  ] as const)('%s and %s are %s', (mine, theirs, both) => {
    expect(mergeCustomers(winner(email(mine)), loser(email(theirs))).consent.email).toBe(both)
  })
  it('bear the later time of the two', () => {
    const merged = mergeCustomers(winner(email('unsubscribed', 1)), loser(email('subscribed', 3)))
    expect(merged.consentAt).toEqual({ email: at('3h') })
  })
  it('of topics too', () => {
    const no = { status: 'unsubscribed', at: 1 } as const
    const yes = { status: 'subscribed', at: 2 } as const
    const merged = mergeCustomers(
      winner({ topics: { email: { newsletter: no, offers: yes } } }),
      loser({ topics: { email: { newsletter: yes, constructor: yes }, sms: { offers: no } } }),
    )
    expect(merged.topics).toEqual({
      email: { newsletter: { status: 'unsubscribed', at: 2 }, offers: yes, constructor: yes },
      sms: { offers: no },
    })
  })
})

describe('attributes of two who are one', () => {
  it('are the later word on each, a word that takes one away included', () => {
    const merged = mergeCustomers(
      winner({ attributes: { tier: 'gold', country: 'DE' }, attributesAt: { tier: 1, country: 5 } }),
      loser({ attributes: { country: 'FR', age: 30 }, attributesAt: { tier: 3, country: 4, age: 2 } }),
    )
    expect(merged.attributes).toEqual({ country: 'DE', age: 30 })
    expect(merged.attributesAt).toEqual({ tier: 3, country: 5, age: 2 })
  })
  it('of old, without a time, give way to those with one', () => {
    const merged = mergeCustomers(
      winner({ attributes: { tier: 'gold', a: 1 } }),
      loser({ attributes: { tier: 'silver', b: 2 }, attributesAt: { tier: 3 } }),
    )
    expect(merged.attributes).toEqual({ tier: 'silver', a: 1, b: 2 })
  })
})

describe('addresses of two who are one', () => {
  it('are the winner’s, and where there is none the loser’s', () => {
    const merged = mergeCustomers(
      winner({ email: 'a@x.example', addressAt: { email: 1 } }),
      loser({ email: 'b@x.example', phone: '+491511', addressAt: { email: 9, sms: 7 } }),
    )
    expect(merged).toMatchObject({ id: winner({}).id, email: 'a@x.example', phone: '+491511' })
    expect(merged.addressAt).toEqual({ email: 1, sms: 7 })
  })
  it('are looked up again for what closes them', () => {
    expect(mergeCustomers(winner({ suppressed: { email: 'manual' } }), loser({})).suppressed).toEqual({})
  })
})

it('neither order of merging three loses a no', () => {
  const state = fc.constantFrom('subscribed', 'unsubscribed', 'unknown')
  const someone = fc.record({ email: state, sms: state }).map(consent => aCustomer({ consent } as never))
  fc.assert(
    fc.property(someone, someone, someone, (a, b, c) => {
      const one = mergeCustomers(mergeCustomers(a, b), c)
      const two = mergeCustomers(a, mergeCustomers(c, b))
      expect(two.consent).toEqual(one.consent)
    }),
  )
})
