import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type OutgoingSms, type TwilioOptions, twilioSender } from '../../../src/dispatch/index.js'
import { untilOver } from '../../support/until-over.js'
import { type Behaviour, recipient, senderContract } from './sender-contract.js'

const anSms = (id: string): OutgoingSms => ({ id, category: 'marketing', to: recipient.sms, text: id })
const yes = async () => true
const accountSid = `AC${'0'.repeat(32)}`

type Answer = (response: ServerResponse) => void
const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  response =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const answers: Record<Exclude<Behaviour, 'is not there'>, Answer> = {
  takes: json(201, { sid: 'SM1', status: 'queued' }),
  'refuses for good': json(400, { code: 21211, message: `The 'To' number ${recipient.sms} is not valid` }),
  'refuses for now': json(429, { code: 20429, message: 'Too many requests' }, { 'retry-after': '2' }),
  'takes the body and cuts': response => response.socket?.destroy(),
  'takes the body and is silent': () => {},
}

interface Request {
  readonly path: string
  readonly authorization: string
  readonly form: URLSearchParams
}

async function aTwilio() {
  const requests: Request[] = []
  const taken: string[] = []
  const api = { answer: answers.takes, port: 0, requests, taken, stop: async () => {} }
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    requests.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '', form })
    if (api.answer === answers.takes) taken.push(form.get('Body') ?? '')
    api.answer(response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  api.port = (server.address() as { port: number }).port
  api.stop = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  untilOver(api.stop)
  return api
}

const senderFor = ({ port }: { port: number }, options: Partial<TwilioOptions> = {}) =>
  twilioSender({
    accountSid,
    authToken: 'secret',
    sender: { from: '+15005550006' },
    apiUrl: `http://127.0.0.1:${port}/twilio`,
    timeoutMs: 300,
    ...options,
  })

describe('Twilio', () => {
  senderContract(async () => {
    const api = await aTwilio()
    return {
      sender: senderFor(api),
      behave: async behaviour => {
        if (behaviour === 'is not there') await api.stop()
        else api.answer = answers[behaviour]
      },
      bodiesBegun: () => api.requests.length,
      taken: () => api.taken,
    }
  }, anSms)

  it('posts to the address it was given, as the account', async () => {
    const api = await aTwilio()
    expect(await senderFor(api).send(anSms('m-1'), yes)).toEqual({ kind: 'sent', providerId: 'SM1' })
    const [request] = api.requests
    expect(request?.path).toBe(`/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`)
    expect(request?.authorization).toBe(`Basic ${Buffer.from(`${accountSid}:secret`).toString('base64')}`)
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      To: recipient.sms,
      Body: 'm-1',
      From: '+15005550006',
    })
  })

  it('lets a messaging service choose the number', async () => {
    const api = await aTwilio()
    await senderFor(api, { sender: { messagingServiceSid: 'MG1' } }).send(anSms('m-1'), yes)
    expect(api.requests[0]?.form.get('MessagingServiceSid')).toBe('MG1')
    expect(api.requests[0]?.form.has('From')).toBe(false)
  })

  it('waits as long as it is asked to', async () => {
    const api = await aTwilio()
    api.answer = answers['refuses for now']
    expect(await senderFor(api).send(anSms('m-1'), yes)).toEqual({
      kind: 'retry',
      reason: 'twilio 429 20429',
      afterMs: 2_000,
    })
  })

  it.each([
    [
      'a STOP reply suppresses the number',
      json(400, { code: 21610 }),
      { kind: 'give_up', suppress: 'opt_out' },
    ],
    ['a number that cannot get SMS is given up', json(400, { code: 21614 }), { kind: 'give_up' }],
    ['an error of theirs leaves it unknown', json(500, { code: 20500 }), { kind: 'unknown' }],
    [
      'an answer that says nothing leaves it unknown',
      (r: ServerResponse) => r.writeHead(201).end('<html>'),
      { kind: 'unknown' },
    ],
    ['a redirect is not followed', json(307, {}, { location: 'http://127.0.0.1:1/' }), { kind: 'retry' }],
  ] as [string, Answer, object][])('%s', async (_, answer, result) => {
    const api = await aTwilio()
    api.answer = answer
    expect(await senderFor(api).send(anSms('m-1'), yes)).toMatchObject(result)
    expect(api.requests).toHaveLength(1)
  })
})
