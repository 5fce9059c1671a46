// What an event says about the customer as such.
import { describe, expect, it } from 'vitest'
import { blankCustomer, changeCustomer } from '../../../src/customers/index.js'
import { effectiveConsent } from '../../../src/model/consent.js'
import type { Customer } from '../../../src/model/customer.js'
import type { Event } from '../../../src/model/event.js'
import { aCustomer, anEvent, at, type GivenEvent } from '../../support/builders.js'

const blank = blankCustomer(aCustomer().id)
const told = (customer: Customer, ...events: Event[]): Customer =>
  events.reduce((known, event) => changeCustomer(known, event, event.customer).customer, customer)
const said = (status: string, offset: string, channel = 'email'): Event =>
  anEvent({ type: 'consent_changed', occurredAt: at(offset), properties: { channel, status } })

describe('consent', () => {
  it('is what was said last, by the time it was said', () => {
    expect(told(blank, said('subscribed', '1h')).consent.email).toBe('subscribed')
    expect(told(blank, said('subscribed', '1h'), said('unsubscribed', '2h')).consent.email).toBe(
      'unsubscribed',
    )
    expect(told(blank, said('unsubscribed', '2h'), said('subscribed', '1h')).consent.email).toBe(
      'unsubscribed',
    )
    expect(told(blank, said('unsubscribed', '1h'), said('subscribed', '2h')).consent.email).toBe('subscribed')
  })
  it('is not deaf to a no after a yes from a clock that runs ahead', () => {
    const ahead = { ...said('subscribed', '1h'), receivedAt: at('10m').toISOString() }
    expect(told(blank, ahead, said('unsubscribed', '20m')).consent.email).toBe('unsubscribed')
  })
  it('of two words at the same moment is no', () => {
    expect(told(blank, said('subscribed', '1h'), said('unsubscribed', '1h')).consent.email).toBe(
      'unsubscribed',
    )
    expect(told(blank, said('unsubscribed', '1h'), said('subscribed', '1h')).consent.email).toBe(
      'unsubscribed',
    )
  })
  it('is per channel', () => {
    const customer = told(blank, said('subscribed', '1h', 'sms'), said('unsubscribed', '2h'))
    expect(customer.consent).toEqual({ email: 'unsubscribed', sms: 'subscribed' })
    expect(customer.consentAt).toEqual({ email: at('2h'), sms: at('1h') })
  })
  it('does not change when the same word comes again', () => {
    const once = told(blank, said('subscribed', '1h'))
    expect(told(once, said('subscribed', '1h'))).toEqual(once)
  })
  it('keeps every word with its evidence, also the ones that change nothing', () => {
    const newer = told(blank, said('unsubscribed', '2h'))
    const { customer, consentChanges } = changeCustomer(newer, said('subscribed', '1h'), {})
    expect(customer).toBe(newer)
    expect(consentChanges).toEqual([
      {
        customerId: blank.id,
        channel: 'email',
        status: 'subscribed',
        source: 'shop',
        eventId: 'evt-consent_changed-3600000',
        topic: null,
        method: 'single',
        changedAt: at('1h'),
        evidence: { channel: 'email', status: 'subscribed' },
      },
    ])
  })
  it.each([
    ['email_unsubscribed', { email: 'unsubscribed', sms: 'subscribed' }],
    ['email_complained', { email: 'unsubscribed', sms: 'subscribed' }],
    ['sms_unsubscribed', { email: 'subscribed', sms: 'unsubscribed' }],
    ['product_viewed', { email: 'subscribed', sms: 'subscribed' }],
    ['constructor', { email: 'subscribed', sms: 'subscribed' }],
  ])('after %s is %j', (type, consent) => {
    const { customer, consentChanges } = changeCustomer(aCustomer(), anEvent({ type }), {})
    expect(customer.consent).toEqual(consent)
    expect(consentChanges).toHaveLength(consent.email === consent.sms ? 0 : 1)
  })
})

describe('consent by topic', () => {
  const about = (topic: string, status: string, offset: string): Event =>
    anEvent({
      type: 'consent_changed',
      occurredAt: at(offset),
      properties: { channel: 'email', topic, status },
    })

  it('leaves the channel and other topics alone', () => {
    const customer = told(
      blank,
      about('newsletter', 'subscribed', '1h'),
      about('offers', 'unsubscribed', '2h'),
    )
    expect(customer.consent.email).toBe('unknown')
    expect(customer.topics).toEqual({
      email: {
        newsletter: { status: 'subscribed', at: at('1h').getTime() },
        offers: { status: 'unsubscribed', at: at('2h').getTime() },
      },
    })
  })
  it('holds as long as the channel is not closed', () => {
    const customer = told(blank, about('newsletter', 'subscribed', '1h'))
    expect(effectiveConsent(customer, 'email', 'newsletter')).toBe('subscribed')
    expect(effectiveConsent(customer, 'email', 'offers')).toBe('unknown')
    const closed = told(customer, said('unsubscribed', '2h'))
    expect(effectiveConsent(closed, 'email', 'newsletter')).toBe('unsubscribed')
  })
  it('goes by the channel where nothing was said about the topic', () => {
    expect(effectiveConsent(aCustomer(), 'email', 'constructor')).toBe('subscribed')
    const without = told(aCustomer(), about('constructor', 'unsubscribed', '1h'))
    expect(effectiveConsent(without, 'email', 'constructor')).toBe('unsubscribed')
    expect(effectiveConsent(without, 'email')).toBe('subscribed')
  })
  it('is closed alone by an unsubscribe that names it, and with the channel by a complaint', () => {
    const left = anEvent({ type: 'email_unsubscribed', properties: { topic: 'newsletter' } })
    expect(told(aCustomer(), left)).toMatchObject({
      consent: { email: 'subscribed' },
      topics: { email: { newsletter: { status: 'unsubscribed' } } },
    })
    const complained = anEvent({ type: 'email_complained', properties: { topic: 'newsletter' } })
    expect(told(aCustomer(), complained)).toMatchObject({ consent: { email: 'unsubscribed' }, topics: {} })
  })
})

describe('a request for consent', () => {
  const wording = 'Yes, send me news.'
  it('changes nothing, and is kept with its wording', () => {
    const asked = anEvent({
      type: 'consent_requested',
      properties: { channel: 'email', topic: 'newsletter', wording },
    })
    const change = changeCustomer(aCustomer(), asked, {})
    expect(change.customer).toEqual(aCustomer())
    expect(change.consentChanges).toMatchObject([
      { status: 'requested', topic: 'newsletter', evidence: { wording } },
    ])
    expect(change.unconfirmed).toBeUndefined()
  })
})

describe('where consent has to be confirmed', () => {
  const rules = { doubleOptIn: ['email'] } as const
  const yes = (properties: Event['properties'] = {}): Event =>
    anEvent({
      type: 'consent_changed',
      properties: { channel: 'email', status: 'subscribed', wording: 'Yes', ...properties },
    })

  it('a yes is a request, and asks', () => {
    const { customer, consentChanges, unconfirmed } = changeCustomer(blank, yes(), {}, rules)
    expect(customer).toBe(blank)
    expect(consentChanges).toMatchObject([{ status: 'requested', method: 'single' }])
    expect(unconfirmed?.follows).toMatchObject({
      source: 'triggerfish',
      type: 'consent_requested',
      properties: { channel: 'email', wording: 'Yes' },
    })
  })
  it('a confirmed yes counts', () => {
    const { customer, consentChanges, unconfirmed } = changeCustomer(
      blank,
      yes({ method: 'double' }),
      {},
      rules,
    )
    expect(customer.consent.email).toBe('subscribed')
    expect(consentChanges).toMatchObject([{ status: 'subscribed', method: 'double' }])
    expect(unconfirmed).toBeUndefined()
  })
  it('a no counts at once, and so does a yes on another channel', () => {
    expect(
      changeCustomer(aCustomer(), yes({ status: 'unsubscribed' }), {}, rules).customer.consent.email,
    ).toBe('unsubscribed')
    expect(changeCustomer(blank, yes({ channel: 'sms' }), {}, rules).customer.consent.sms).toBe('subscribed')
  })
  it('nobody is asked who is subscribed already, or has said no since', () => {
    expect(changeCustomer(aCustomer(), yes(), {}, rules).unconfirmed).toEqual({ follows: null })
    const left = told(blank, said('unsubscribed', '2h'))
    expect(changeCustomer(left, yes(), {}, rules).unconfirmed).toEqual({ follows: null })
  })
})

describe('addresses', () => {
  const shows = (given: Partial<GivenEvent>, owned: Event['customer']): Customer =>
    changeCustomer(
      aCustomer({ suppressed: { email: 'manual', sms: 'manual' } }),
      anEvent({ type: 'cart_viewed', ...given }),
      owned,
    ).customer

  it('are learnt from any event', () => {
    expect(
      told(blank, anEvent({ type: 'cart_viewed', customer: { email: 'a@x.example', phone: '+491511' } })),
    ).toMatchObject({ email: 'a@x.example', phone: '+491511' })
  })
  it('are those last used; a new one is free of what closed the old one', () => {
    const customer = shows({}, { email: 'ann@new.example' })
    expect(customer.email).toBe('ann@new.example')
    expect(customer.suppressed).toEqual({ sms: 'manual' })
  })
  it('stay, with what closes them, where an event names the same', () => {
    const before = aCustomer({ suppressed: { email: 'manual' } })
    const event = anEvent({ type: 'cart_viewed' })
    const { customer } = changeCustomer(before, event, event.customer)
    expect(customer).toEqual({ ...before, addressAt: { email: Date.parse(event.occurredAt) } })
    expect(changeCustomer(customer, event, event.customer).customer).toBe(customer)
  })
  it('are not changed by an event that arrives after a later one', () => {
    const used = (email: string, offset: string): Event =>
      anEvent({ type: 'cart_viewed', occurredAt: at(offset), customer: { email } })
    const customer = told(
      blank,
      used('a@x.example', '1h'),
      used('a@x.example', '9h'),
      used('b@x.example', '5h'),
    )
    expect(customer.email).toBe('a@x.example')
  })
  it('of somebody else are not taken over', () => {
    expect(shows({ customer: { id: 'c1', email: 'bob@example.com' } }, { id: 'c1' }).email).toBe(
      'ann@example.com',
    )
  })
  it.each(['email_bounced', 'email_clicked', 'email_unsubscribed', 'sms_delivered'])(
    'are not changed by a late %s about an old one',
    type => {
      const customer = shows({ type }, { email: 'ann@old.example', phone: '+491500' })
      expect(customer).toMatchObject({ email: 'ann@example.com', phone: '+4915112345678' })
    },
  )
  it('are never learnt from a report', () => {
    const event = anEvent({ type: 'email_clicked', customer: { email: 'a@x.example' } })
    expect(told(blank, event)).toBe(blank)
  })
  it('are changed by a custom event that only sounds like a report', () => {
    expect(shows({ type: 'email_captured' }, { email: 'ann@new.example' }).email).toBe('ann@new.example')
  })
})

describe('suppression', () => {
  it('is not of the present address where a report names none', () => {
    const event = anEvent({
      type: 'email_bounced',
      source: 'triggerfish',
      customer: { email: 'ann@example.com' },
      properties: { kind: 'hard' },
    })
    expect(changeCustomer(aCustomer(), event, event.customer).suppressions).toEqual([])
  })
  const bounced = (kind: string, email = 'ann@example.com'): Event =>
    anEvent({ type: 'email_bounced', customer: { email }, properties: { kind } })

  it('follows a hard bounce and a complaint, not a soft bounce', () => {
    expect(told(aCustomer(), bounced('hard')).suppressed).toEqual({ email: 'hard_bounce' })
    expect(told(aCustomer(), bounced('soft')).suppressed).toEqual({})
    expect(told(aCustomer(), anEvent({ type: 'email_complained' })).suppressed).toEqual({
      email: 'complaint',
    })
  })
  it('is of the address that bounced', () => {
    const change = changeCustomer(aCustomer(), bounced('hard', 'ann@old.example'), {
      email: 'ann@old.example',
    })
    expect(change.suppressions).toEqual([
      { channel: 'email', address: 'ann@old.example', reason: 'hard_bounce' },
    ])
    expect(change.customer.suppressed).toEqual({})
  })
  it('is of the customer’s address where the event names none', () => {
    const event = anEvent({ type: 'email_bounced', customer: { id: 'c1' }, properties: { kind: 'hard' } })
    expect(changeCustomer(aCustomer(), event, event.customer).suppressions).toMatchObject([
      { address: 'ann@example.com' },
    ])
    expect(changeCustomer(blank, event, event.customer).suppressions).toEqual([])
  })
  it('is of where a message went, as our own doors say it, not of where the customer is by now', () => {
    const properties = { kind: 'hard', address: 'ann@old.example' }
    const own = anEvent({ type: 'email_bounced', source: 'triggerfish', customer: { id: 'c1' }, properties })
    const change = changeCustomer(aCustomer(), own, own.customer)
    expect(change.suppressions).toEqual([
      { channel: 'email', address: 'ann@old.example', reason: 'hard_bounce' },
    ])
    expect(change.customer.suppressed).toEqual({})
    // Anybody with a key may say what he likes in the properties.
    expect(changeCustomer(aCustomer(), { ...own, source: 'shop' }, {}).suppressions).toMatchObject([
      { address: 'ann@example.com' },
    ])
  })
  it.each([
    ['hard', 'hard_bounce'],
    ['opt_out', 'opt_out'],
  ])('of a number follows a failure of kind %s', (kind, reason) => {
    const change = changeCustomer(aCustomer(), failed(kind), {})
    expect(change.customer.suppressed).toEqual({ sms: reason })
    expect(change.suppressions).toEqual([{ channel: 'sms', address: phone, reason }])
  })
  it('of a number does not follow a failure that may pass', () => {
    expect(changeCustomer(aCustomer(), failed('soft'), {}).suppressions).toEqual([])
  })
})

const phone = '+4915112345678'
const own = (type: string, offset: string, properties: Event['properties'] = {}): Event =>
  anEvent({
    type,
    source: 'triggerfish',
    occurredAt: at(offset),
    customer: { id: 'c1' },
    properties: { address: phone, ...properties },
  })
const failed = (kind: string): Event => own('sms_failed', '1h', { kind })
const stop = (offset: string): Event => own('sms_unsubscribed', offset)
const start = (offset: string): Event =>
  own('consent_changed', offset, { channel: 'sms', status: 'subscribed', method: 'double' })

describe('STOP and START', () => {
  it('STOP takes back the consent and suppresses the number it came from', () => {
    const { customer, suppressions } = changeCustomer(aCustomer(), stop('1h'), {})
    expect(customer).toMatchObject({ consent: { sms: 'unsubscribed' }, suppressed: { sms: 'opt_out' } })
    expect(suppressions).toEqual([{ channel: 'sms', address: phone, reason: 'opt_out' }])
  })
  it('STOP from a number of before suppresses that one', () => {
    const moved = aCustomer({ phone: '+4915100000000' })
    const { customer, suppressions } = changeCustomer(moved, stop('1h'), {})
    expect(customer).toMatchObject({ consent: { sms: 'unsubscribed' }, suppressed: {} })
    expect(suppressions).toMatchObject([{ address: phone }])
  })
  it('START gives consent and lifts the opt-out', () => {
    const { customer, suppressions } = changeCustomer(told(aCustomer(), stop('1h')), start('2h'), {})
    expect(customer).toMatchObject({ consent: { sms: 'subscribed' }, suppressed: {} })
    expect(suppressions).toEqual([{ channel: 'sms', address: phone, reason: null }])
  })
  it.each(['hard_bounce', 'complaint', 'manual'])('START does not lift a %s', reason => {
    const { customer } = changeCustomer(aCustomer({ suppressed: { sms: reason } }), start('2h'), {})
    expect(customer.suppressed).toEqual({ sms: reason })
  })
  it.each(['hard_bounce', 'complaint', 'manual'])('START after STOP does not lift a %s of before', reason => {
    const suppressed = aCustomer({ suppressed: { sms: reason } })
    expect(told(suppressed, stop('1h')).suppressed).toEqual({ sms: reason })
    expect(told(suppressed, stop('1h'), start('2h')).suppressed).toEqual({ sms: reason })
  })
  it('a number that cannot be reached is more than an opt-out', () => {
    expect(told(aCustomer(), stop('1h'), failed('hard'), start('2h')).suppressed).toEqual({
      sms: 'hard_bounce',
    })
  })
  it('count by when they were said, not by when they arrive', () => {
    const started = told(aCustomer(), start('2h'))
    const late = changeCustomer(started, stop('1h'), {})
    expect(late.suppressions).toEqual([])
    expect(late.customer.consent.sms).toBe('subscribed')
    const stopped = told(aCustomer(), stop('2h'))
    expect(changeCustomer(stopped, start('1h'), {})).toMatchObject({
      customer: { consent: { sms: 'unsubscribed' }, suppressed: { sms: 'opt_out' } },
      suppressions: [],
    })
  })
  it('at the same moment are STOP', () => {
    for (const words of [
      [stop('1h'), start('1h')],
      [start('1h'), stop('1h')],
    ])
      expect(told(aCustomer(), ...words).suppressed).toEqual({ sms: 'opt_out' })
  })
  it('said again change nothing', () => {
    const once = told(aCustomer(), stop('1h'))
    expect(told(once, stop('1h'))).toEqual(once)
  })
  it('START counts as confirmed where consent has to be', () => {
    const { customer } = changeCustomer(
      aCustomer({ consent: { email: 'unknown', sms: 'unknown' } }),
      start('1h'),
      {},
      {
        doubleOptIn: ['sms'],
      },
    )
    expect(customer.consent.sms).toBe('subscribed')
  })
  it('of a topic leaves the number alone', () => {
    const { suppressions } = changeCustomer(
      aCustomer(),
      own('sms_unsubscribed', '1h', { topic: 'offers' }),
      {},
    )
    expect(suppressions).toEqual([])
  })
  it('that a shop posts say nothing about a number', () => {
    for (const event of [stop('1h'), start('1h')])
      expect(changeCustomer(aCustomer(), { ...event, source: 'shop' }, {}).suppressions).toEqual([])
  })
})

describe('attributes', () => {
  const updated = (properties: Event['properties']): Event =>
    anEvent({ type: 'customer_updated', properties })

  it('are added and replaced one by one', () => {
    const customer = told(aCustomer(), updated({ country: 'DE', tier: 'gold' }), updated({ tier: 'silver' }))
    expect(customer.attributes).toEqual({ country: 'DE', tier: 'silver' })
  })
  it('come from customer_updated only', () => {
    const before = aCustomer()
    const viewed = anEvent({ type: 'product_viewed', properties: { country: 'DE' } })
    expect(changeCustomer(before, viewed, {}).customer).toBe(before)
    expect(changeCustomer(before, updated({}), {}).customer).toBe(before)
  })
  it('are those told last, by the time they were told', () => {
    const told1 = anEvent({
      type: 'customer_updated',
      occurredAt: at('1h'),
      properties: { tier: 'gold', age: 30 },
    })
    const told2 = anEvent({ type: 'customer_updated', occurredAt: at('2h'), properties: { tier: 'silver' } })
    expect(told(blank, told2, told1).attributes).toEqual({ tier: 'silver', age: 30 })
  })
  it('told to be null are taken away, and an older word does not bring them back', () => {
    const gone = anEvent({ type: 'customer_updated', occurredAt: at('2h'), properties: { tier: null } })
    const late = anEvent({ type: 'customer_updated', occurredAt: at('1h'), properties: { tier: 'gold' } })
    expect(told(blank, late, gone).attributes).toEqual({})
    expect(told(blank, gone, late).attributes).toEqual({})
  })
  it('told twice for the same moment are as they arrived: the clocks of shops have seconds', () => {
    expect(told(blank, updated({ tier: 'silver' }), updated({ tier: 'gold' })).attributes).toEqual({
      tier: 'gold',
    })
    expect(told(blank, updated({ tier: 'gold' }), updated({ tier: 'silver' })).attributes).toEqual({
      tier: 'silver',
    })
    expect(told(blank, updated({ tier: 'gold' }), updated({ tier: null })).attributes).toEqual({})
  })
  it('set by a step win over what a shop told for the same moment', () => {
    const own = { ...updated({ stage: 1 }), source: 'triggerfish' }
    expect(told(blank, updated({ stage: 9 }), own).attributes).toEqual({ stage: 1 })
    expect(told(blank, own, { ...own, properties: { stage: 0 } }).attributes).toEqual({ stage: 0 })
  })
  it('cannot reach behind the object', () => {
    const customer = told(aCustomer(), updated(JSON.parse('{"__proto__":{"tier":"gold"}}')))
    expect(Object.getPrototypeOf(customer.attributes)).toBe(Object.prototype)
  })
})

it('the customer is the same object where nothing was said', () => {
  const before = aCustomer()
  expect(changeCustomer(before, anEvent({ type: 'product_viewed' }), { id: 'c1' }).customer).toBe(before)
})
