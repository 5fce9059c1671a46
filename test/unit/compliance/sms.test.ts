// The list of what SMS must keep to, row by row, each through the code that keeps it: from the words somebody writes to the
// last check before a hand-over.
import { describe, expect, it } from 'vitest'
import { changeCustomer } from '../../../src/customers/index.js'
import { refusalOf } from '../../../src/dispatch/policy.js'
import { classifyTwilioAnswer } from '../../../src/dispatch/senders/twilio-classify.js'
import { maxAges } from '../../../src/dispatch/settlement.js'
import { inboundIn, inboundReport } from '../../../src/feedback/providers/twilio/inbound-report.js'
import { statusReport } from '../../../src/feedback/providers/twilio/status-report.js'
import { eventOf } from '../../../src/feedback/report-event.js'
import type { Customer } from '../../../src/model/customer.js'
import type { JsonObject } from '../../../src/model/json.js'
import type { Report } from '../../../src/model/report.js'
import { aCustomer, aJourney, settings } from '../../support/builders.js'

const ann = '+12125550100'
const at = (time: string): Date => new Date(time)
/** A Wednesday, noon in New York. */
const noon = at('2026-11-18T17:00:00Z')
const times = { occurredAt: noon.toISOString(), receivedAt: noon.toISOString() }
const subscriber = (attributes: JsonObject = {}, phone = ann): Customer => aCustomer({ phone, attributes })

/** What the customer is after a report. */
function reported(report: Report, customer = subscriber()) {
  const event = eventOf(report, null, { phone: ann })!
  return changeCustomer(customer, event, event.customer)
}

const written = (text: string, customer = subscriber()) =>
  reported(inboundReport(inboundIn({ MessageSid: 'SM1', From: ann, Body: text })!, times), customer)

/** The last check before an SMS is handed over. */
const judged = (customer: Customer, now: Date, category: 'marketing' | 'transactional' = 'marketing') =>
  refusalOf(
    {
      stepId: 'remind',
      channel: 'sms',
      category,
      createdAt: now,
      customer,
      journey: aJourney({ steps: [{ id: 'remind', send: 'sms', template: 'reminder' }] }).journey,
      suppressedBy: customer.suppressed.sms ?? null,
    },
    settings({ timeZone: 'Europe/Berlin' }),
    [],
    now,
    maxAges(3_600_000),
  )

const stopWords = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPT OUT']

describe('whoever answers', () => {
  it.each(stopWords.flatMap(word => [word, word.toLowerCase(), ` ${word}! `, `"${word}."`]))(
    '%s gets no more SMS, from the next check on',
    word => {
      const { customer, suppressions } = written(word)
      expect(customer).toMatchObject({ consent: { sms: 'unsubscribed' }, suppressed: { sms: 'opt_out' } })
      expect(suppressions).toEqual([{ channel: 'sms', address: ann, reason: 'opt_out' }])
      expect(judged(customer, noon)).toMatchObject({ until: null })
      // Nor what belongs to an order: the number itself is closed.
      expect(judged(customer, noon, 'transactional')).toEqual({ reason: 'address_suppressed', until: null })
    },
  )

  it.each(stopWords)('%s goes on getting email', word => {
    expect(written(word).customer.consent.email).toBe('subscribed')
  })

  it.each(['HELP', 'INFO', 'help!', ' info '])('%s is a subscriber as before', word => {
    expect(written(word)).toMatchObject({ customer: subscriber(), consentChanges: [], suppressions: [] })
  })

  it.each(['START', 'YES', 'UNSTOP', 'unstop.'])('%s after STOP gets SMS again', word => {
    const stopped = { ...written('STOP').customer }
    const later = new Date(noon.getTime() + 60_000).toISOString()
    const report = inboundReport(inboundIn({ MessageSid: 'SM2', From: ann, Body: word })!, {
      occurredAt: later,
      receivedAt: later,
    })
    const { customer } = reported(report, stopped)
    expect(customer).toMatchObject({ consent: { sms: 'subscribed' }, suppressed: {} })
    expect(judged(customer, noon)).toBeNull()
  })

  it.each([
    'please stop',
    'When does the sale end?',
    'cancel my order',
    "don't stop",
    'yes but stop the others',
  ])('a sentence, "%s", is not taken for a word but shown to a person', text => {
    const report = inboundReport(inboundIn({ MessageSid: 'SM1', From: ann, Body: text })!, times)
    expect(report).toMatchObject({ type: 'sms_replied', properties: { meaning: 'unclear', text } })
    expect(reported(report)).toMatchObject({ customer: subscriber(), suppressions: [] })
  })
})

describe('Twilio error 21610', () => {
  it('is never retried, and suppresses', () => {
    expect(classifyTwilioAnswer({ status: 400, code: 21610 })).toEqual({
      kind: 'give_up',
      reason: 'twilio 400 21610',
      suppress: 'opt_out',
    })
  })

  it('in a status callback suppresses as well', () => {
    const said = { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '21610', To: ann }
    const { customer } = reported(statusReport(said, '11111111-2222-4333-8444-555555555555', times)!)
    expect(judged(customer, noon)).toEqual({ reason: 'address_suppressed', until: null })
  })
})

interface Hours {
  readonly where: string
  readonly customer: Customer
  /** UTC, on 18 November 2026 or the day before or after. */
  readonly open: readonly string[]
  readonly quiet: readonly string[]
}

const inState = (region: string, timeZone: string): Customer =>
  subscriber({ country: 'US', region, timeZone })

/** New York is at −5, Chicago at −6, Denver at −7, Los Angeles at −8, Paris at +1. */
const hours: readonly Hours[] = [
  {
    where: 'in New York, by the number alone: 8 to 21',
    customer: subscriber(),
    open: ['2026-11-18T13:00Z', '2026-11-19T01:59Z'],
    quiet: ['2026-11-18T12:59Z', '2026-11-19T02:00Z'],
  },
  {
    where: 'in California: 8 to 21 there, not here',
    customer: inState('CA', 'America/Los_Angeles'),
    open: ['2026-11-18T16:00Z', '2026-11-19T04:59Z'],
    quiet: ['2026-11-18T15:59Z', '2026-11-19T05:00Z'],
  },
  ...['FL', 'MD', 'MA'].map(region => ({
    where: `in ${region}: 8 to 20`,
    customer: inState(region, 'America/New_York'),
    open: ['2026-11-18T13:00Z', '2026-11-19T00:59Z'],
    quiet: ['2026-11-18T12:59Z', '2026-11-19T01:00Z'],
  })),
  ...['OR', 'WA'].map(region => ({
    where: `in ${region}: 8 to 20`,
    customer: inState(region, 'America/Los_Angeles'),
    open: ['2026-11-18T16:00Z', '2026-11-19T03:59Z'],
    quiet: ['2026-11-18T15:59Z', '2026-11-19T04:00Z'],
  })),
  {
    where: 'in OK: 8 to 20',
    customer: inState('OK', 'America/Chicago'),
    open: ['2026-11-18T14:00Z', '2026-11-19T01:59Z'],
    quiet: ['2026-11-18T13:59Z', '2026-11-19T02:00Z'],
  },
  {
    where: 'in CT: 9 to 20',
    customer: inState('CT', 'America/New_York'),
    open: ['2026-11-18T14:00Z', '2026-11-19T00:59Z'],
    quiet: ['2026-11-18T13:59Z', '2026-11-19T01:00Z'],
  },
  {
    where: 'in TX: 9 to 21, on Sundays from noon',
    customer: inState('TX', 'America/Chicago'),
    open: ['2026-11-18T15:00Z', '2026-11-19T02:59Z', '2026-11-22T18:00Z'],
    quiet: ['2026-11-18T14:59Z', '2026-11-19T03:00Z', '2026-11-22T17:59Z'],
  },
  ...['AL', 'LA', 'MS'].map(region => ({
    where: `in ${region}: 8 to 20, not on Sundays`,
    customer: inState(region, 'America/Chicago'),
    open: ['2026-11-18T14:00Z', '2026-11-19T01:59Z'],
    quiet: ['2026-11-18T13:59Z', '2026-11-19T02:00Z', '2026-11-22T18:00Z'],
  })),
  {
    where: 'in Puerto Rico, which the law calls United States: 8 to 21',
    customer: subscriber({ country: 'PR', timeZone: 'America/Puerto_Rico' }),
    open: ['2026-11-18T12:00Z', '2026-11-19T00:59Z'],
    quiet: ['2026-11-18T11:59Z', '2026-11-19T01:00Z'],
  },
  {
    where: 'in France: 8 to 20, Saturdays from 10, not on Sundays and holidays',
    customer: subscriber({}, '+33612345678'),
    open: ['2026-11-18T07:00Z', '2026-11-18T18:59Z', '2026-11-21T09:00Z'],
    quiet: [
      '2026-11-18T06:59Z',
      '2026-11-18T19:00Z',
      '2026-11-21T08:59Z',
      '2026-11-22T11:00Z',
      '2026-11-11T11:00Z',
    ],
  },
]

describe('no marketing by SMS in the quiet hours of where the customer is', () => {
  it.each(hours)('$where', ({ customer, open, quiet }) => {
    for (const time of open) expect([time, judged(customer, at(time))]).toEqual([time, null])
    for (const time of quiet)
      expect([time, judged(customer, at(time))]).toMatchObject([time, { reason: 'quiet_hours' }])
  })

  it('but it waits and is not lost: until the hour that opens', () => {
    expect(judged(subscriber(), at('2026-11-19T02:00Z'))).toEqual({
      reason: 'quiet_hours',
      until: at('2026-11-19T13:00Z'),
    })
  })

  it('what belongs to an order goes out', () => {
    expect(judged(subscriber(), at('2026-11-19T02:00Z'), 'transactional')).toBeNull()
  })
})

describe('without a yes', () => {
  it.each(['unknown', 'unsubscribed'] as const)('(%s) there is no marketing by SMS', sms => {
    const customer = aCustomer({ phone: ann, consent: { email: 'subscribed', sms } })
    expect(judged(customer, noon)).toEqual({ reason: 'no_consent', until: null })
  })
})
