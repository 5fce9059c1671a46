import nodemailer from 'nodemailer'
import { afterEach, describe, expect, it } from 'vitest'
import { createInbox } from '../../../src/demo/inbox.js'
import { startSmsStandIn } from '../../../src/demo/sms-stand-in.js'
import { startSmtpSink } from '../../../src/demo/smtp-sink.js'

const at = new Date('2026-11-18T06:00:00Z')
const running: { stop(): Promise<void> }[] = []
const keep = <T extends { stop(): Promise<void> }>(server: T): T => {
  running.push(server)
  return server
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

describe('the SMTP sink', () => {
  it('takes a mail over real SMTP and shows its parts', async () => {
    const inbox = createInbox()
    const sink = keep(await startSmtpSink(inbox, { now: () => at }))
    const transport = nodemailer.createTransport(sink.url)
    await transport.sendMail({
      from: 'shop@example.com',
      to: 'ann@shopper.example',
      subject: 'Grüße',
      text: 'plain',
      html: '<b>rich</b>',
      messageId: '<m-1@example.com>',
    })
    transport.close()
    const [mail] = inbox.latest(10)
    expect(mail).toMatchObject({ channel: 'email', at, to: 'ann@shopper.example', subject: 'Grüße' })
    expect(mail).toMatchObject({
      messageId: '<m-1@example.com>',
      html: expect.stringContaining('<b>rich</b>'),
    })
    expect(inbox.count('email')).toBe(1)
  })
})

describe('the SMS stand-in', () => {
  const start = async () => {
    const inbox = createInbox()
    const standIn = keep(await startSmsStandIn(inbox, { now: () => at }))
    const post = (form: Record<string, string>, token = standIn.authToken) =>
      fetch(`${standIn.url}/2010-04-01/Accounts/${standIn.accountSid}/Messages.json`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${standIn.accountSid}:${token}`).toString('base64')}`,
        },
        body: new URLSearchParams(form),
      })
    return { inbox, standIn, post }
  }
  const sms = { To: '+12025550101', From: '+12025550199', Body: 'Hello' }

  it('accepts a message as Twilio does', async () => {
    const { inbox, post } = await start()
    const response = await post(sms)
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      to: sms.To,
    })
    expect(inbox.latest(1)).toMatchObject([{ channel: 'sms', to: sms.To, text: 'Hello', at }])
  })

  it('gives every message its own sid, also the same text twice', async () => {
    const { post } = await start()
    const sids = await Promise.all(
      [1, 2].map(async () => ((await (await post(sms)).json()) as { sid: string }).sid),
    )
    expect(new Set(sids).size).toBe(2)
  })

  it('refuses a number that is none, in words and code of the provider', async () => {
    const { inbox, post } = await start()
    for (const To of ['12', '+15005550001']) {
      const response = await post({ ...sms, To })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 21_211, status: 400 })
    }
    expect(inbox.count('sms')).toBe(0)
  })

  it('refuses a wrong password', async () => {
    const { inbox, post } = await start()
    expect((await post(sms, 'wrong')).status).toBe(401)
    expect(inbox.count('sms')).toBe(0)
  })
})

describe('the inbox', () => {
  it('forgets the oldest when full, and still counts them', () => {
    const inbox = createInbox(2)
    for (const text of ['1', '2', '3']) inbox.put({ channel: 'sms', at, from: 'a', to: 'b', text })
    expect(inbox.latest(10)).toMatchObject([
      { n: 3, text: '3' },
      { n: 2, text: '2' },
    ])
    expect(inbox.get(1)).toBeUndefined()
    expect(inbox.count('sms')).toBe(3)
  })
})
