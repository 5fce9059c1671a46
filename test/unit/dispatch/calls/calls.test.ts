// The pure parts of a call: whom it goes to, what is posted or mailed, and the event of its answer.
import { describe, expect, it } from 'vitest'
import { answeredEvent } from '../../../../src/dispatch/calls/answered-event.js'
import { bodyOf, type ClaimedCall, lanesOf, receiverOf } from '../../../../src/dispatch/calls/call.js'
import { resultOfAnswer } from '../../../../src/dispatch/calls/make-call.js'
import { composeTeamMail } from '../../../../src/dispatch/calls/team-mail.js'
import { settings as aSettings } from '../../../support/builders.js'

const settings = aSettings({
  webhooks: {
    crm: { url: 'https://crm.example/in', secret: 'TRIGGERFISH_SECRET_CRM' },
    erp: { url: 'https://erp.example/in' },
  },
  teams: { care: { email: 'care@shop.example' }, sales: { webhook: 'crm' }, lost: { webhook: 'gone' } },
})

const aCall = (change: Partial<ClaimedCall> = {}): ClaimedCall => ({
  id: '00000000-0000-4000-8000-0000000000c1',
  token: '00000000-0000-4000-8000-0000000000c2',
  enrollmentId: '00000000-0000-4000-8000-0000000000e1',
  journeyId: 'payment-help',
  version: 2,
  stepId: 'help',
  pass: 1,
  kind: 'webhook',
  target: 'crm',
  title: null,
  payload: { order: { id: 'o-1', total: '12.50' }, tags: ['a', 'b'] },
  answers: true,
  attempts: 0,
  customer: { id: 'c-1', email: 'ann@example.com' },
  claimedAt: new Date('2026-11-20T10:00:00Z'),
  now: new Date('2026-11-20T12:00:00Z'),
  ...change,
})

describe('whom a call goes to', () => {
  it('is the webhook, or the webhook or address of the team', () => {
    const crm = { name: 'crm', url: 'https://crm.example/in', secret: 'TRIGGERFISH_SECRET_CRM' }
    expect(receiverOf({ kind: 'webhook', target: 'crm' }, settings)).toEqual(crm)
    expect(receiverOf({ kind: 'webhook', target: 'erp' }, settings)).toEqual({
      name: 'erp',
      url: 'https://erp.example/in',
      secret: null,
    })
    expect(receiverOf({ kind: 'task', target: 'sales' }, settings)).toEqual(crm)
    expect(receiverOf({ kind: 'task', target: 'care' }, settings)).toEqual({ email: 'care@shop.example' })
  })

  it('is nobody where the settings name none', () => {
    for (const [kind, target] of [
      ['webhook', 'care'],
      ['task', 'crm'],
      ['task', 'lost'],
    ] as const)
      expect(receiverOf({ kind, target }, settings)).toBeNull()
  })

  it('has a lane for each', () => {
    expect(lanesOf(settings).map(({ kind, target }) => `${kind}:${target}`)).toEqual([
      'webhook:crm',
      'webhook:erp',
      'task:care',
      'task:sales',
      'task:lost',
    ])
    expect(lanesOf(aSettings())).toEqual([])
  })
})

describe('what is posted', () => {
  it('says who, from where and what', () => {
    expect(JSON.parse(bodyOf(aCall({ kind: 'task', title: 'Call her' })))).toEqual({
      type: 'task',
      id: '00000000-0000-4000-8000-0000000000c1',
      journey: 'payment-help',
      version: 2,
      step: 'help',
      enrollment: '00000000-0000-4000-8000-0000000000e1',
      title: 'Call her',
      customer: { id: 'c-1', email: 'ann@example.com' },
      data: { order: { id: 'o-1', total: '12.50' }, tags: ['a', 'b'] },
    })
    expect(JSON.parse(bodyOf(aCall()))).not.toHaveProperty('title')
  })
})

describe('a task by mail', () => {
  it('is plain, with every value on a line, and cannot be mistaken for HTML', () => {
    const call = aCall({
      title: 'Call\r\nBcc: <x> ',
      payload: { note: '<b>', order: { id: 'o-1' }, n: null },
    })
    expect(composeTeamMail(call, 'care@shop.example', settings)).toEqual({
      id: call.id,
      category: 'transactional',
      messageId: `<${call.id}@shop.example>`,
      from: { address: 'hello@shop.example', name: 'Shop' },
      to: 'care@shop.example',
      subject: 'Call Bcc: <x>',
      text: 'Call Bcc: <x>\n\nCustomer id: c-1\nCustomer email: ann@example.com\nnote: <b>\norder.id: o-1\nn: null\nJourney: payment-help, step help\n',
      html: '<p><strong>Call Bcc: &lt;x&gt;</strong></p>\n<p>Customer id: c-1<br>\nCustomer email: ann@example.com<br>\nnote: &lt;b&gt;<br>\norder.id: o-1<br>\nn: null<br>\nJourney: payment-help, step help</p>\n',
    })
  })
})

describe('what an answer means', () => {
  const at = new Date('2026-11-20T10:00:00Z')
  const answered = (status: number, retryAfter?: string, body: string | null = '') =>
    resultOfAnswer({ status, retryAfter, body }, at)

  it.each([200, 201, 204, 299])('%i: done', status => {
    expect(answered(status)).toEqual({ kind: 'done', status, reason: null })
  })
  it.each([301, 302, 307, 400, 401, 404, 409, 500, 503])('%i: again later', status => {
    expect(answered(status)).toEqual({ kind: 'retry', status, reason: `http_${status}` })
  })
  it('410: gone for good', () => {
    expect(answered(410)).toEqual({ kind: 'failed', status: 410, reason: 'http_410' })
  })
  it('429 with a time: then', () => {
    expect(answered(429, '60')).toMatchObject({ kind: 'retry', afterMs: 60_000 })
  })
  it('is done also when it is too long to be read', () => {
    expect(answered(200, undefined, null)).toEqual({ kind: 'done', status: 200, reason: 'answer_unread' })
  })
})

describe('the event of an answer', () => {
  const answer = (body: string | null) => ({ status: 200, retryAfter: undefined, body })

  it('carries the answer to the step that waits, by one name of the customer', () => {
    const event = answeredEvent(aCall(), answer('{"credit":7}'))
    expect(event).toEqual({
      source: 'triggerfish',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'webhook_answered',
      occurredAt: '2026-11-20T12:00:00.000Z',
      receivedAt: '2026-11-20T12:00:00.000Z',
      customer: { id: 'c-1' },
      properties: {
        enrollment: '00000000-0000-4000-8000-0000000000e1',
        step: 'help',
        pass: 1,
        status: 200,
        body: { credit: 7 },
      },
    })
  })

  it('is the same one for every attempt, and another for another call', () => {
    const first = answeredEvent(aCall(), answer('1'))
    expect(answeredEvent(aCall({ attempts: 3, now: new Date(0) }), answer('2'))?.id).toBe(first?.id)
    expect(answeredEvent(aCall({ id: '00000000-0000-4000-8000-0000000000c9' }), answer('1'))?.id).not.toBe(
      first?.id,
    )
  })

  it.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['unread', null],
    ['a NUL that PostgreSQL cannot store', '{"a":"\\u0000"}'],
    ['a name that reaches a prototype', '{"__proto__":{"a":1}}'],
    ['too deep', '['.repeat(40) + ']'.repeat(40)],
  ])('with %s: the body is null', (_, body) => {
    expect(answeredEvent(aCall(), answer(body))?.properties.body).toBeNull()
  })

  it('is for nobody once the customer is gone', () => {
    expect(answeredEvent(aCall({ customer: null }), answer('1'))).toBeNull()
  })
})
