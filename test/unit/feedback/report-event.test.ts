// A report and the message it is about → the event it means.
import { describe, expect, it } from 'vitest'
import { eventOf, isOfAddress } from '../../../src/feedback/report-event.js'
import { knownEventTypes } from '../../../src/model/event.js'
import { type Report, reportTypes } from '../../../src/model/report.js'

const at = '2026-11-20T10:00:00.000Z'
const aReport = (change: Partial<Report> = {}): Report => ({
  type: 'email_delivered',
  channel: 'email',
  provider: 'ses',
  id: 'r-1',
  occurredAt: at,
  receivedAt: at,
  address: 'ann@example.com',
  properties: {},
  ...change,
})
const message = {
  id: '0198f0aa-1111-7000-8000-000000000001',
  customerId: '0198f0aa-1111-7000-8000-000000000002',
  channel: 'email',
  journeyId: 'cart-recovery',
  stepId: 'remind',
  template: 'cart',
  wireAt: new Date('2026-11-20T09:00:00Z'),
} as const

describe('a report', () => {
  it('is one event, however often it is told, and another of another kind or provider', () => {
    const id = (change: Partial<Report> = {}) => eventOf(aReport(change), message, { id: 'c-1' })?.id
    expect(id()).toBe(id({ receivedAt: '2026-11-21T10:00:00.000Z' }))
    expect(
      new Set([id(), id({ id: 'r-2' }), id({ provider: 'sendgrid' }), id({ type: 'email_opened' })]).size,
    ).toBe(4)
  })
  it('names the customer by the strongest name alone', () => {
    const names = { email: 'ann@example.com', id: 'c-1', anonymousId: 'a-1' }
    expect(eventOf(aReport(), message, names)?.customer).toEqual({ id: 'c-1' })
    expect(eventOf(aReport(), message, { anonymousId: 'a-1' })?.customer).toEqual({ anonymousId: 'a-1' })
  })
  it('cannot say which message it is about otherwise than by being about it', () => {
    const properties = { messageId: 'forged', journey: 'forged', provider: 'forged', address: 'forged' }
    expect(eventOf(aReport({ properties }), message, { id: 'c-1' })?.properties).toEqual({
      messageId: message.id,
      journey: 'cart-recovery',
      step: 'remind',
      template: 'cart',
      provider: 'ses',
      address: 'ann@example.com',
    })
  })
  it('is about nobody where nobody has a name', () => {
    expect(eventOf(aReport({ type: 'email_complained' }), message, {})).toBeNull()
  })
  it('of a telephone finds whoever nobody has heard of, by its number', () => {
    const stop = aReport({ type: 'sms_unsubscribed', channel: 'sms', address: '+4915112345678' })
    expect(eventOf(stop, null, {})?.customer).toEqual({ phone: '+4915112345678' })
    expect(eventOf({ ...stop, type: 'sms_delivered' }, null, {})).toBeNull()
  })
  it('of a visit by a machine says so, and by what it is known', () => {
    const visit = { what: 'click', method: 'HEAD', userAgent: '', purpose: '' } as const
    const event = eventOf(aReport({ type: 'email_clicked', visit }), message, { id: 'c-1' })
    expect(event).toMatchObject({ type: 'message_prefetched', properties: { what: 'click', sign: 'head' } })
  })
})

it('every type of report is an event that is known', () => {
  expect(reportTypes.filter(type => !(knownEventTypes as readonly string[]).includes(type))).toEqual([])
})

it('without a message only what an address says counts', () => {
  expect(reportTypes.filter(isOfAddress)).toEqual([
    'email_bounced',
    'email_complained',
    'email_unsubscribed',
    'sms_replied',
    'sms_unsubscribed',
    'consent_changed',
  ])
})
