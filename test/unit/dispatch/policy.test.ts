import { describe, expect, it } from 'vitest'
import { type Candidate, refusalOf } from '../../../src/dispatch/policy.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import type { Customer } from '../../../src/model/customer.js'

const now = new Date('2026-11-20T10:00:00Z')
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000)
const day = 24 * 3_600_000

const settings = settingsSchema.parse({
  brand: { name: 'Shop', url: 'https://shop.example', postalAddress: '1 Main Street' },
  senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
  currency: 'EUR',
  caps: { email: { max: 2, per: '24h' } },
})
const journey = journeySchema.parse({
  id: 'cart-recovery',
  name: 'Cart recovery',
  trigger: { event: 'product_added' },
  steps: [{ id: 'remind', send: 'email', template: 'cart' }],
})

const aCustomer = (change: Partial<Customer> = {}): Customer => ({
  id: '00000000-0000-4000-8000-000000000001',
  part: 1,
  email: 'ann@example.com',
  phone: null,
  attributes: {},
  consent: { email: 'subscribed', sms: 'unknown' },
  consentAt: {},
  suppressed: {},
  ...change,
})
const aCandidate = (change: Partial<Candidate> = {}): Candidate => ({
  channel: 'email',
  createdAt: hoursAgo(1),
  customer: aCustomer(),
  journey,
  suppressedBy: null,
  ...change,
})
const judge = (candidate: Candidate, past: Date[] = []) =>
  refusalOf(
    candidate,
    settings,
    past.map(at => ({ journeyId: 'other', channel: 'email', at })),
    now,
    day,
  )

describe('the last checks before a hand-over', () => {
  it('let a message go that all allow', () => {
    expect(judge(aCandidate())).toBeNull()
  })

  it.each([
    ['customer_gone', { customer: null }],
    ['journey_missing', { journey: null }],
    ['expired', { createdAt: hoursAgo(25) }],
    ['no_address', { customer: aCustomer({ email: null }) }],
    ['no_address', { channel: 'sms' as const }],
    ['address_suppressed', { suppressedBy: 'hard_bounce' }],
    ['no_consent', { customer: aCustomer({ consent: { email: 'unsubscribed', sms: 'subscribed' } }) }],
    ['no_consent', { customer: aCustomer({ consent: { email: 'unknown', sms: 'subscribed' } }) }],
  ])('refuse with %s', (reason, change) => {
    expect(judge(aCandidate(change))).toBe(reason)
  })

  it('refuse the message after the last one a cap allows', () => {
    expect(judge(aCandidate(), [hoursAgo(1)])).toBeNull()
    expect(judge(aCandidate(), [hoursAgo(1), hoursAgo(2)])).toBe('capped')
  })

  it('count by when messages went out, so an old one makes room', () => {
    expect(judge(aCandidate(), [hoursAgo(1), hoursAgo(24)])).toBeNull()
  })
})
