import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { type OutgoingEmail, type SmtpOptions, smtpSender } from '../../../src/dispatch/index.js'
import { selfSigned } from '../../support/self-signed.js'
import { untilOver } from '../../support/until-over.js'
import { misbehavingSmtp } from './misbehaving-smtp.js'
import { recipient } from './sender-contract.js'
import { smtpFaults } from './smtp-faults.js'

const anEmail = (id: string): OutgoingEmail => ({
  id,
  category: 'marketing',
  messageId: `<${id}@shop.example>`,
  from: { address: 'hello@shop.example', name: 'Shop' },
  to: recipient.email,
  subject: 'Your cart',
  html: '<p>Still there</p>',
  text: 'Still there',
})

function aSender(url: string, options: Partial<SmtpOptions> = {}) {
  const timeouts = { connectMs: 500, envelopeMs: 300, replyMs: 300 }
  const sender = smtpSender({ url, timeouts, ...options })
  untilOver(() => sender.close())
  return sender
}

async function aTlsServer() {
  const bodies: string[] = []
  const server = new SMTPServer({
    ...selfSigned,
    onAuth: ({ username, password }, { secure }, done) =>
      secure && username === 'shop' && password === 'p:w'
        ? done(null, { user: 'shop' })
        : done(new Error('no')),
    onData: (stream, { secure }, done) => {
      let text = secure ? '' : 'in the clear: '
      stream.on('data', chunk => {
        text += String(chunk)
      })
      stream.on('end', () => {
        bodies.push(text)
        done()
      })
    },
  })
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  untilOver(() => new Promise(resolve => server.close(() => resolve())))
  return { port: (listening.address() as { port: number }).port, bodies }
}

describe('what goes wrong by SMTP', () => {
  it.each(smtpFaults)('$fault: $result.kind', async ({ script, query = '', result, bodies }) => {
    const smtp = await misbehavingSmtp()
    const { port } = script === 'unknown certificate' ? await aTlsServer() : smtp
    if (script === 'no server') await smtp.stop()
    else if (typeof script === 'object') smtp.script = script
    let marks = 0
    const send = (to: string) => aSender(to).send(anEmail('m-1'), async () => ++marks > 0)

    expect(await send(`smtp://127.0.0.1:${port}${query}`)).toEqual(result)
    expect([marks, smtp.begun]).toEqual([bodies, bodies])
    expect(smtp.taken).toHaveLength(0)

    // What may be tried again has not gone out: so the next try is the first one that does.
    if (result.kind !== 'retry') return
    const healed = await misbehavingSmtp()
    expect(await send(`smtp://127.0.0.1:${healed.port}`)).toMatchObject({ kind: 'sent' })
    expect(healed.taken).toHaveLength(1)
  })

  it('nothing is sent in the clear to a server without STARTTLS, unless somebody says so', async () => {
    const smtp = await misbehavingSmtp()
    const to = (query: string) => aSender(`smtp://127.0.0.1:${smtp.port}${query}`)
    expect(await to('?tls=required').send(anEmail('m-1'), async () => true)).toMatchObject({ kind: 'retry' })
    expect(smtp.begun).toBe(0)
    expect(await to('?tls=optional').send(anEmail('m-1'), async () => true)).toMatchObject({ kind: 'sent' })
  })
})

describe('logging in over STARTTLS', () => {
  const yes = async () => true

  it('sends to a server whose certificate is trusted, with a password that only TLS sees', async () => {
    const { port, bodies } = await aTlsServer()
    const sender = aSender(`smtp://shop:p%3Aw@127.0.0.1:${port}?tls=required`, { ca: selfSigned.cert })
    expect(await sender.send(anEmail('m-1'), yes)).toMatchObject({ kind: 'sent' })
    expect(bodies).toEqual([expect.stringContaining('Still there')])
    expect(bodies[0]).not.toContain('in the clear')
  })

  it('takes the login of senders.json, too', async () => {
    const { port, bodies } = await aTlsServer()
    const auth = { user: 'shop', pass: 'p:w' }
    const sender = aSender(`smtp://127.0.0.1:${port}?tls=required`, { ca: selfSigned.cert, auth })
    expect(await sender.send(anEmail('m-1'), yes)).toMatchObject({ kind: 'sent' })
    expect(bodies).toHaveLength(1)
  })

  it('with a wrong password it is our matter, and nothing is given up', async () => {
    const { port, bodies } = await aTlsServer()
    const sender = aSender(`smtp://shop:bad@127.0.0.1:${port}?tls=required`, { ca: selfSigned.cert })
    const result = await sender.send(anEmail('m-1'), yes)
    expect(result).toMatchObject({
      kind: 'retry',
      about: 'sender',
      reason: expect.stringMatching(/^smtp auth 535/),
    })
    expect(bodies).toEqual([])
  })
})
