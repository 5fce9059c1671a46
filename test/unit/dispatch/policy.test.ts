import { describe, expect, it } from 'vitest'
import { type Candidate, refusalOf } from '../../../src/dispatch/policy.js'
import { maxAges } from '../../../src/dispatch/settlement.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import type { CountedMessage } from '../../../src/journeys/engine/index.js'
import type { Customer } from '../../../src/model/customer.js'

const now = new Date('2026-11-20T10:00:00Z')
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000)
const day = 24 * 3_600_000

const settings = settingsSchema.parse({
  brand: { name: 'Shop', url: 'https://shop.example', postalAddress: '1 Main Street' },
  senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
  currency: 'EUR',
  caps: { email: { max: 2, per: '24h' }, transactional: { max: 1, per: 'day' } },
  quietHours: { email: [{ between: ['21:00', '08:00'] }] },
})
const journey = journeySchema.parse({
  id: 'cart-recovery',
  name: 'Cart recovery',
  trigger: { event: 'product_added' },
  steps: [{ id: 'remind', send: 'email', template: 'cart', cap: { max: 1, per: '2h' } }],
})

const aCustomer = (change: Partial<Customer> = {}): Customer => ({
  id: '00000000-0000-4000-8000-000000000001',
  part: 1,
  email: 'ann@example.com',
  phone: null,
  attributes: {},
  consent: { email: 'subscribed', sms: 'unknown' },
  consentAt: {},
  topics: {},
  attributesAt: {},
  addressAt: {},
  suppressed: {},
  ...change,
})
const aCandidate = (change: Partial<Candidate> = {}): Candidate => ({
  stepId: 'remind',
  channel: 'email',
  category: 'marketing',
  createdAt: hoursAgo(1),
  customer: aCustomer(),
  journey,
  suppressedBy: null,
  ...change,
})
const other = { journeyId: 'other', stepId: 'x', channel: 'email', category: 'marketing' } as const
const judgeAt = (at: Date, candidate: Candidate, past: CountedMessage[] = []) =>
  refusalOf(candidate, settings, past, at, maxAges(day))
const judge = (candidate: Candidate, past: Date[] = []) =>
  judgeAt(
    now,
    candidate,
    past.map(at => ({ ...other, at })),
  )
const never = (reason: string) => ({ reason, until: null })

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
    expect(judge(aCandidate(change))).toEqual(never(reason))
  })

  it('refuse the message after the last one a cap allows', () => {
    expect(judge(aCandidate(), [hoursAgo(1)])).toBeNull()
    expect(judge(aCandidate(), [hoursAgo(1), hoursAgo(2)])).toEqual(never('capped: email'))
  })

  it('count by when messages went out, so an old one makes room', () => {
    expect(judge(aCandidate(), [hoursAgo(1), hoursAgo(24)])).toBeNull()
  })

  it('count the cap of the message itself', () => {
    const own = {
      journeyId: 'cart-recovery',
      stepId: 'remind',
      channel: 'email',
      category: 'marketing',
    } as const
    expect(judgeAt(now, aCandidate(), [{ ...own, at: hoursAgo(1) }])).toEqual(never('capped: message'))
    expect(judgeAt(now, aCandidate(), [{ ...own, stepId: 'else', at: hoursAgo(1) }])).toBeNull()
  })

  it('put a message back until the end of quiet hours, where the customer is', () => {
    const late = new Date('2026-11-20T22:30:00Z')
    const inBerlin = aCustomer({ attributes: { timeZone: 'Europe/Berlin' } })
    const candidate = aCandidate({ customer: inBerlin, createdAt: late })
    expect(judgeAt(late, candidate)).toEqual({
      reason: 'quiet_hours',
      until: new Date('2026-11-21T07:00:00Z'),
    })
    expect(
      judgeAt(
        late,
        aCandidate({
          createdAt: late,
          customer: aCustomer({ attributes: { timeZone: 'America/New_York' } }),
        }),
      ),
    ).toBeNull()
  })

  it('refuse rather than put back what would be refused in the morning as well', () => {
    const late = new Date('2026-11-20T22:30:00Z')
    const gone = aCustomer({ consent: { email: 'unsubscribed', sms: 'unknown' } })
    expect(judgeAt(late, aCandidate({ createdAt: late, customer: gone }))).toEqual(never('no_consent'))
  })
})

describe('a transactional message', () => {
  const late = new Date('2026-11-20T22:30:00Z')
  const unsubscribed = aCustomer({ consent: { email: 'unsubscribed', sms: 'unknown' } })
  const receipt = aCandidate({
    category: 'transactional',
    createdAt: late,
    customer: unsubscribed,
    stepId: 'receipt',
  })

  it('needs no consent, keeps no quiet hours and no caps of marketing', () => {
    const past = [1, 2, 3].map(hours => ({ ...other, at: hoursAgo(hours) }))
    expect(judgeAt(late, receipt, past)).toBeNull()
  })

  it('does not go to an address that bounced', () => {
    expect(judgeAt(late, { ...receipt, suppressedBy: 'hard_bounce' })).toEqual(never('address_suppressed'))
  })

  it('is under the cap for its own kind', () => {
    const past = [{ ...other, category: 'transactional' as const, at: now }]
    expect(judgeAt(late, receipt, past)).toEqual(never('capped: transactional'))
  })
})

describe('a message on the site', () => {
  const onsite = aCandidate({
    channel: 'onsite',
    customer: aCustomer({ email: null, consent: { email: 'unknown', sms: 'unknown' } }),
  })

  it('needs neither address nor consent', () => {
    expect(judge(onsite)).toBeNull()
  })

  it('waits a week for its customer', () => {
    expect(judge({ ...onsite, createdAt: hoursAgo(7 * 24) })).toBeNull()
    expect(judge({ ...onsite, createdAt: hoursAgo(7 * 24 + 1) })).toEqual(never('expired'))
  })
})
