import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { type OutgoingEmail, type SmtpOptions, smtpSender } from '../../../src/dispatch/index.js'
import { dkimKey } from '../../../src/dispatch/senders/dkim.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { verifyDkim } from '../../support/verify-dkim.js'
import { type MisbehavingSmtp, misbehavingSmtp, type Script } from './misbehaving-smtp.js'
import { type Behaviour, recipient, senderContract } from './sender-contract.js'

const anEmail = (id: string, change: Partial<OutgoingEmail> = {}): OutgoingEmail => ({
  id,
  category: 'marketing',
  messageId: `<${id}@shop.example>`,
  from: { address: 'hello@shop.example', name: 'Shop' },
  to: recipient.email,
  subject: 'Your cart',
  html: '<p>Still there</p>',
  text: 'Still there',
  ...change,
})
const yes = async () => true

function aSender(url: string, options: Partial<SmtpOptions> = {}) {
  const timeouts = { connectMs: 300, envelopeMs: 300, replyMs: 400 }
  const sender = smtpSender({ url, maxConnections: 4, timeouts, ...options })
  untilOver(() => sender.close())
  return sender
}
const urlOf = ({ port }: { port: number }) => `smtp://127.0.0.1:${port}`

const scripts: Record<Exclude<Behaviour, 'is not there'>, Script> = {
  takes: {},
  'refuses for good': { rcpt: `550 5.1.1 <${recipient.email}> unknown` },
  'refuses for now': { dot: `451 4.3.0 <${recipient.email}> later` },
  'takes the body and cuts': { dot: 'close' },
  'takes the body and is silent': { dot: 'hang' },
}

describe('SMTP', () => {
  senderContract(async () => {
    const smtp = await misbehavingSmtp()
    return {
      sender: aSender(urlOf(smtp)),
      behave: async behaviour => {
        if (behaviour === 'is not there') await smtp.stop()
        else smtp.script = scripts[behaviour]
      },
      bodiesBegun: () => smtp.begun,
      taken: () => smtp.taken.map(body => /^Message-ID: <(.*)@/im.exec(body)?.[1] ?? ''),
    }
  }, anEmail)

  const before: [string, Script][] = [
    ['the greeting never comes', { greeting: 'hang' }],
    ['the greeting is a cut', { greeting: 'close' }],
    ['the server is not willing', { greeting: '554 go away' }],
    ['EHLO is cut', { ehlo: 'close' }],
    ['MAIL is cut', { mail: 'close' }],
    ['MAIL is not answered', { mail: 'hang' }],
    ['RCPT is cut', { rcpt: 'close' }],
    ['RCPT is deferred', { rcpt: '450 4.2.1 later' }],
    ['DATA is cut', { data: 'close' }],
    ['DATA is not answered', { data: 'hang' }],
    ['DATA is deferred', { data: '451 later' }],
    ['the server leaves', { mail: '421 bye' }],
  ]
  it.each(before)('before the body: when %s nothing was sent, so again later', async (_, script) => {
    const smtp = await misbehavingSmtp()
    smtp.script = script
    let marks = 0
    const result = await aSender(urlOf(smtp)).send(anEmail('m-1'), async () => ++marks > 0)
    expect(result).toMatchObject({ kind: 'retry' })
    expect([marks, smtp.begun]).toEqual([0, 0])
  })

  it('a cut within the body leaves the message unknown', async () => {
    const smtp = await misbehavingSmtp()
    smtp.script = { firstByte: 'close' }
    const big = anEmail('m-1', { text: 'x'.repeat(1_000_000) })
    expect(await aSender(urlOf(smtp)).send(big, yes)).toMatchObject({ kind: 'unknown' })
  })

  it('a refused sender or text suppresses nobody; a dead mailbox does', async () => {
    const smtp = await misbehavingSmtp()
    const sender = aSender(urlOf(smtp))
    smtp.script = { mail: '550 5.7.1 not you' }
    expect(await sender.send(anEmail('m-1'), yes)).toEqual({ kind: 'give_up', reason: 'smtp mail 550 5.7.1' })
    smtp.script = { rcpt: '550 no such user' }
    expect(await sender.send(anEmail('m-2'), yes)).toMatchObject({ suppress: 'hard_bounce' })
  })

  it('uses a connection again, and a new one when the old one died in its sleep', async () => {
    const smtp = await misbehavingSmtp()
    const sender = aSender(urlOf(smtp))
    for (const id of ['m-1', 'm-2']) await sender.send(anEmail(id), yes)
    expect(smtp.connections).toBe(1)
    smtp.hangUp()
    expect(await sender.send(anEmail('m-3'), yes)).toMatchObject({ kind: 'sent' })
    expect(smtp.connections).toBe(2)
  })

  it('closes a connection that is idle', async () => {
    const smtp = await misbehavingSmtp()
    const sender = aSender(urlOf(smtp), { idleMs: 10 })
    await sender.send(anEmail('m-1'), yes)
    await eventually(async () => {
      await sender.send(anEmail('m-2'), yes)
      return smtp.connections > 1
    })
  })

  it('where connections are short, what belongs to an order goes first', async () => {
    const smtp = await misbehavingSmtp()
    const sender = aSender(urlOf(smtp), { maxConnections: 1 })
    const send = (id: string, category: OutgoingEmail['category']) =>
      sender.send(anEmail(id, { category }), yes)
    await Promise.all([
      send('m-1', 'marketing'),
      send('m-2', 'marketing'),
      send('m-3', 'marketing'),
      send('o-1', 'transactional'),
      send('o-2', 'transactional'),
    ])
    const order = smtp.taken.map(body => /^Message-ID: <(.*)@/im.exec(body)?.[1])
    expect(order).toEqual(['m-1', 'o-1', 'o-2', 'm-2', 'm-3'])
  })

  it('opens no more connections than it may', async () => {
    const smtp = await misbehavingSmtp()
    const sender = aSender(urlOf(smtp), { maxConnections: 2 })
    await Promise.all(Array.from({ length: 10 }, (_, n) => sender.send(anEmail(`m-${n}`), yes)))
    expect(smtp.connections).toBe(2)
  })

  it('waits for a connection no longer than its claim may, and says that it was not tried', async () => {
    const smtp = await misbehavingSmtp()
    smtp.script = { dot: 'hang' }
    const sender = aSender(urlOf(smtp), { maxConnections: 1, connectionWaitMs: 100 })
    const first = sender.send(anEmail('m-1'), yes)
    await eventually(() => smtp.begun === 1)
    let isMarked = false
    const second = await sender.send(anEmail('m-2'), async () => {
      isMarked = true
      return true
    })
    expect(second).toEqual({ kind: 'defer', reason: 'connections_busy', afterMs: 5_000 })
    expect(isMarked).toBe(false)
    expect(await first).toMatchObject({ kind: 'unknown' })
    smtp.script = {}
    expect(await sender.send(anEmail('m-3'), yes)).toMatchObject({ kind: 'sent' })
  })

  it('when closed, ends what is on the wire as unknown and takes no more', async () => {
    const smtp: MisbehavingSmtp = await misbehavingSmtp()
    smtp.script = { dot: 'hang' }
    const sender = aSender(urlOf(smtp), { timeouts: { replyMs: 60_000 } })
    const sending = sender.send(anEmail('m-1'), yes)
    await eventually(() => smtp.begun === 1)
    await sender.close()
    expect(await sending).toMatchObject({ kind: 'unknown' })
    expect(await sender.send(anEmail('m-2'), yes)).toMatchObject({ kind: 'retry' })
  })

  it.each([
    ['subject', { subject: 'Hi\r\nBcc: eve@example.com' }],
    ['recipient', { to: 'ann@example.com\r\nRCPT TO:<eve@example.com>' }],
    ['header', { headers: { 'X-Shop': 'a\nBcc: eve@example.com' } }],
  ])('refuses a line break in the %s', async (_, change) => {
    const smtp = await misbehavingSmtp()
    expect(await aSender(urlOf(smtp)).send(anEmail('m-1', change), yes)).toMatchObject({ kind: 'give_up' })
    expect(smtp.connections).toBe(0)
  })
})

describe('SMTP with a real server', () => {
  async function aServer(options: SMTPServerOptions = {}) {
    const bodies: Buffer[] = []
    const server = new SMTPServer({
      authOptional: true,
      onData: (stream, _, done) => {
        const chunks: Buffer[] = []
        stream.on('data', chunk => chunks.push(chunk))
        stream.on('end', () => {
          bodies.push(Buffer.concat(chunks))
          done()
        })
      },
      ...options,
    })
    server.on('error', () => {})
    const listening = server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    untilOver(() => new Promise(resolve => server.close(() => resolve())))
    return { port: (listening.address() as { port: number }).port, bodies }
  }

  it('the message arrives as it was meant', async () => {
    const { port, bodies } = await aServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    const email = anEmail('m-1', {
      from: { address: 'hello@shop.example', name: 'Müller, "Shop"' },
      replyTo: 'help@shop.example',
      subject: 'Größe 42 – noch da?',
      html: '<p>Grüße</p>\n.\n<p>.</p>',
      text: 'Grüße\n.\nEnde',
      headers: { 'List-Unsubscribe': '<https://shop.example/u/1>' },
    })
    expect(await aSender(`smtp://127.0.0.1:${port}`).send(email, yes)).toEqual({
      kind: 'sent',
      providerId: '<m-1@shop.example>',
    })
    const got = await PostalMime.parse(bodies[0]!)
    expect(got).toMatchObject({
      messageId: '<m-1@shop.example>',
      from: { address: 'hello@shop.example', name: 'Müller, "Shop"' },
      to: [{ address: recipient.email }],
      replyTo: [{ address: 'help@shop.example' }],
      subject: 'Größe 42 – noch da?',
    })
    expect(got.text?.trim()).toBe('Grüße\n.\nEnde')
    expect(got.html?.trim()).toBe('<p>Grüße</p>\n.\n<p>.</p>')
    expect(got.headers.find(({ key }) => key === 'list-unsubscribe')?.value).toBe(
      '<https://shop.example/u/1>',
    )
  })

  it('what arrives still bears the signature it left with, lines with only a dot included', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { port, bodies } = await aServer({ disabledCommands: ['STARTTLS', 'AUTH'] })
    const sender = aSender(`smtp://127.0.0.1:${port}`, { dkim: dkimKey('shop.example', 'tf', pem) })
    const headers = {
      'List-Unsubscribe': `<https://shop.example/u/${'x'.repeat(200)}>, <mailto:u@shop.example>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }
    await sender.send(anEmail('m-1', { subject: 'Größe 42', text: 'Grüße\n.\n..\nEnde', headers }), yes)
    const { valid, covered } = verifyDkim(bodies[0]!.toString('latin1'), publicKey)
    expect(valid).toBe(true)
    expect(covered).toEqual(
      expect.arrayContaining(['from', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']),
    )
  })

  it('a recipient refused among pipelined commands is given up', async () => {
    const { port, bodies } = await aServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: (_, __, done) => done(Object.assign(new Error('5.1.1 unknown'), { responseCode: 550 })),
    })
    let marks = 0
    const result = await aSender(`smtp://127.0.0.1:${port}`).send(anEmail('m-1'), async () => ++marks > 0)
    expect(result).toMatchObject({ kind: 'give_up', suppress: 'hard_bounce' })
    expect([marks, bodies.length]).toEqual([0, 0])
  })

  it('logs in where the URL says so; a wrong password is tried again later', async () => {
    const { port, bodies } = await aServer({
      authOptional: false,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ username, password }, _, done) =>
        username === 'shop' && password === 'p:w' ? done(null, { user: 'shop' }) : done(new Error('no')),
    })
    expect(await aSender(`smtp://shop:p%3Aw@127.0.0.1:${port}`).send(anEmail('m-1'), yes)).toMatchObject({
      kind: 'sent',
    })
    expect(await aSender(`smtp://shop:bad@127.0.0.1:${port}`).send(anEmail('m-2'), yes)).toMatchObject({
      kind: 'retry',
    })
    expect(bodies).toHaveLength(1)
  })

  it('does not trust a certificate that nobody signed, unless TLS is turned off', async () => {
    const { port, bodies } = await aServer()
    expect(await aSender(`smtp://127.0.0.1:${port}`).send(anEmail('m-1'), yes)).toMatchObject({
      kind: 'retry',
    })
    const sender = aSender(`smtp://127.0.0.1:${port}?tls=off`)
    expect(await sender.send(anEmail('m-1'), yes)).toMatchObject({ kind: 'sent' })
    expect(bodies).toHaveLength(1)
  })
})
