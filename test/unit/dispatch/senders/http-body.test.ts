import { describe, expect, it } from 'vitest'
import type { OutgoingEmail, OutgoingSms } from '../../../../src/dispatch/index.js'
import {
  emailValues,
  fillBody,
  smsValues,
  unknownPlaceholders,
} from '../../../../src/dispatch/senders/http-body.js'
import type { JsonObject } from '../../../../src/model/json.js'

const sms = (text: string): OutgoingSms => ({ id: 'm-1', category: 'marketing', to: '+4915112345678', text })
const email = (change: Partial<OutgoingEmail> = {}): OutgoingEmail => ({
  id: 'm-1',
  category: 'marketing',
  messageId: '<m-1@shop.example>',
  from: { address: 'hello@shop.example', name: 'Müller, "Shop"' },
  to: 'ann@example.com',
  subject: 'Still there?',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: { 'List-Unsubscribe': '<https://shop.example/u/1>' },
  ...change,
})
const filled = (json: JsonObject, message: OutgoingEmail) =>
  JSON.parse(fillBody({ json }, emailValues(message)).text)

describe('the body of a request', () => {
  const nasty = 'a"},"admin":true,"x":{"y":"\\ \n \u2028 {{ message.to }} $& {{'

  it('no value can leave its place in JSON', () => {
    const { text, type } = fillBody(
      { json: { to: ['{{ message.to }}'], body: '{{ message.text }}' } },
      smsValues(sms(nasty)),
    )
    expect(JSON.parse(text)).toEqual({ to: ['+4915112345678'], body: nasty })
    expect(type).toBe('application/json')
  })

  it('nor within a longer text, and none is filled in twice', () => {
    const { text } = fillBody({ json: { body: 'Shop: {{message.text}}!' } }, smsValues(sms(nasty)))
    expect(JSON.parse(text)).toEqual({ body: `Shop: ${nasty}!` })
  })

  it('nor in a form', () => {
    const { text, type } = fillBody(
      { form: { To: '{{ message.to }}', Body: '{{ message.text }}' } },
      smsValues(sms('a&To=b%=c')),
    )
    expect([...new URLSearchParams(text)]).toEqual([
      ['To', '+4915112345678'],
      ['Body', 'a&To=b%=c'],
    ])
    expect(type).toBe('application/x-www-form-urlencoded')
  })

  it('what a message does not have is left out, with the group or list that has nothing else', () => {
    const json = {
      reply: '{{ message.replyTo }}',
      all: ['{{ message.replyTo }}', 1, null],
      in: { a: [{ b: '{{ message.replyTo }}' }] },
      empty: {},
    }
    expect(filled(json, email())).toEqual({ all: [1, null], empty: {} })
    expect(filled(json, email({ replyTo: 'help@shop.example' }))).toMatchObject({
      reply: 'help@shop.example',
      in: { a: [{ b: 'help@shop.example' }] },
    })
  })

  it('headers go in as a group, or as a list of names and values', () => {
    expect(
      filled({ headers: '{{ message.headers }}', Headers: '{{ message.headerList }}' }, email()),
    ).toEqual({
      headers: { 'List-Unsubscribe': '<https://shop.example/u/1>' },
      Headers: [{ Name: 'List-Unsubscribe', Value: '<https://shop.example/u/1>' }],
    })
  })

  it('a name with a comma and quotation marks stays one sender', () => {
    const json = { from: '{{ message.from.mailbox }}' }
    expect(filled(json, email())).toEqual({ from: '"Müller, \\"Shop\\"" <hello@shop.example>' })
    expect(filled(json, email({ from: { address: 'a@b.example', name: '' } }))).toEqual({
      from: 'a@b.example',
    })
  })

  it('a word that stands for nothing is found before the first message', () => {
    const json = {
      a: ['{{ message.to }}', 'Hi {{ message.name }}'],
      b: { c: '{{ message.subject | upcase }}' },
    }
    expect(unknownPlaceholders('email', { json })).toEqual([
      {
        path: ['json', 'a', 1],
        message: expect.stringMatching(/^has \{\{ message\.name \}\}; there is message\.id, /),
      },
      { path: ['json', 'b', 'c'], message: expect.stringContaining('has {{ message.subject | upcase }}') },
    ])
    expect(
      unknownPlaceholders('sms', { form: { a: '{{ message.subject }}', b: '{{ message.text' } }),
    ).toHaveLength(2)
  })
})
