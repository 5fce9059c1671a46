// The examples of docs/reference/senders.md, each against a stand-in that answers as the provider documents it: what it is
// asked, and what its answers mean.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type OutgoingEmail, type OutgoingSms, sendersFrom } from '../../../src/dispatch/index.js'
import { readConfig } from '../../../src/platform/config.js'
import { anHttpProvider, type HttpProvider, type HttpProviderOptions } from '../../support/http-provider.js'
import { untilOver } from '../../support/until-over.js'

const page = readFileSync('docs/reference/senders.md', 'utf8')
const entries = [...page.matchAll(/```json\n(.*?)```/gs)]
  .map(match => JSON.parse(match[1]!))
  .flatMap(({ email = [], sms = [] }) => [
    ...email.map((entry: { name: string }) => ({ channel: 'email', entry })),
    ...sms.map((entry: { name: string }) => ({ channel: 'sms', entry })),
  ])

const unsubscribe = {
  'List-Unsubscribe': '<https://shop.example/u/1>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
}
const email: OutgoingEmail = {
  id: '0193a1b2-0000-7000-8000-000000000001',
  category: 'marketing',
  messageId: '<m-1@shop.example>',
  from: { address: 'hello@shop.example', name: 'Shop, Inc.' },
  to: 'ann@example.com',
  replyTo: 'help@shop.example',
  subject: '20 % off "everything"',
  html: '<p>Hi</p>',
  text: 'Hi',
  headers: unsubscribe,
}
const sms: OutgoingSms = { id: email.id, category: 'marketing', to: '+4915112345678', text: 'Hi & bye' }

/** The example as the page has it, but at the stand-in's address. */
async function example(name: string, options: HttpProviderOptions) {
  const found = entries.find(({ entry }) => entry.name === name)!
  const provider = await anHttpProvider(options)
  const folder = mkdtempSync(join(tmpdir(), 'tf-senders-'))
  untilOver(async () => rmSync(folder, { recursive: true }))
  const url = `${new URL(provider.url).origin}${new URL(found.entry.url).pathname}`
  writeFileSync(join(folder, 'senders.json'), JSON.stringify({ [found.channel]: [{ ...found.entry, url }] }))
  const secrets = ['RESEND_KEY', 'SENDGRID_KEY', 'POSTMARK_TOKEN', 'ELKS_PASSWORD']
  const config = readConfig({
    TRIGGERFISH_WORKSPACE: folder,
    TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true',
    ...Object.fromEntries(secrets.map(secret => [`TRIGGERFISH_SENDER_${secret}`, `a-${secret}`])),
  })
  const senders = sendersFrom(config, { logger: { info: () => {} } as never })
  const yes = async () => true
  const send = (change: Partial<OutgoingEmail> = {}) =>
    found.channel === 'email'
      ? senders.email[0]!.sender.send({ ...email, ...change }, yes)
      : senders.sms[0]!.sender.send(sms, yes)
  return { provider, send }
}
const asked = ({ requests }: HttpProvider) => {
  const { path, headers, body } = requests.at(-1)!
  return { path, headers, json: JSON.parse(body) }
}

describe('the examples', () => {
  it('Resend', async () => {
    const { provider, send } = await example('resend', { accepts: { body: { id: 're-1' } } })
    expect(await send()).toEqual({ kind: 'sent', providerId: 're-1' })
    expect(asked(provider)).toMatchObject({
      path: '/emails',
      headers: {
        authorization: 'Bearer a-RESEND_KEY',
        'idempotency-key': email.id,
        'content-type': 'application/json',
      },
    })
    expect(asked(provider).json).toEqual({
      from: '"Shop, Inc." <hello@shop.example>',
      to: ['ann@example.com'],
      reply_to: 'help@shop.example',
      subject: email.subject,
      html: '<p>Hi</p>',
      text: 'Hi',
      headers: unsubscribe,
      tags: [{ name: 'triggerfish_message', value: email.id }],
    })
  })

  it('SendGrid', async () => {
    const accepts = { status: 202, headers: { 'x-message-id': 'sg-1' } }
    const { provider, send } = await example('sendgrid', { accepts })
    expect(await send()).toEqual({ kind: 'sent', providerId: 'sg-1' })
    expect(asked(provider)).toMatchObject({
      path: '/v3/mail/send',
      headers: { authorization: 'Bearer a-SENDGRID_KEY' },
    })
    expect(asked(provider).json).toEqual({
      personalizations: [{ to: [{ email: 'ann@example.com' }] }],
      from: { email: 'hello@shop.example', name: 'Shop, Inc.' },
      reply_to: { email: 'help@shop.example' },
      subject: email.subject,
      content: [
        { type: 'text/plain', value: 'Hi' },
        { type: 'text/html', value: '<p>Hi</p>' },
      ],
      headers: unsubscribe,
      custom_args: { triggerfish_message: email.id },
    })
    await send({ replyTo: undefined } as Partial<OutgoingEmail>)
    expect(asked(provider).json).not.toHaveProperty('reply_to')
  })

  it('Postmark, whose codes tell a dead address', async () => {
    const { provider, send } = await example('postmark', {
      accepts: { body: { ErrorCode: 0, MessageID: 'pm-1' } },
    })
    expect(await send()).toEqual({ kind: 'sent', providerId: 'pm-1' })
    expect(asked(provider)).toMatchObject({
      path: '/email',
      headers: { 'x-postmark-server-token': 'a-POSTMARK_TOKEN' },
    })
    expect(asked(provider).json).toEqual({
      From: '"Shop, Inc." <hello@shop.example>',
      To: 'ann@example.com',
      ReplyTo: 'help@shop.example',
      Subject: email.subject,
      HtmlBody: '<p>Hi</p>',
      TextBody: 'Hi',
      Headers: Object.entries(unsubscribe).map(([Name, Value]) => ({ Name, Value })),
      MessageStream: 'broadcast',
      Metadata: { triggerfish_message: email.id },
    })
    provider.behave({ status: 422, body: { ErrorCode: 406, Message: 'inactive: ann@example.com' } })
    expect(await send()).toEqual({ kind: 'give_up', reason: 'http 422 code 406', suppress: 'hard_bounce' })
    provider.behave({ status: 422, body: { ErrorCode: 405 } })
    expect(await send()).toMatchObject({ kind: 'retry' })
    provider.behave({ status: 422, body: { ErrorCode: 300 } })
    expect(await send()).toEqual({ kind: 'give_up', reason: 'http 422' })
  })

  it('46elks', async () => {
    const { provider, send } = await example('elks', { accepts: { body: { id: 's-1' } } })
    expect(await send()).toEqual({ kind: 'sent', providerId: 's-1' })
    const { path, headers, body } = provider.requests[0]!
    expect([path, headers['content-type']]).toEqual(['/a1/sms', 'application/x-www-form-urlencoded'])
    expect(headers.authorization).toBe(
      `Basic ${Buffer.from('u0123456789:a-ELKS_PASSWORD').toString('base64')}`,
    )
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      from: 'Shop',
      to: sms.to,
      message: 'Hi & bye',
    })
  })
})
