// The HTTP sender and a stand-in: every way a hand-over can end, each with what the provider has then.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { OutgoingSms } from '../../../src/dispatch/index.js'
import { smsValues } from '../../../src/dispatch/senders/http-body.js'
import { type HttpOptions, httpSender } from '../../../src/dispatch/senders/http-sender.js'
import { anHttpProvider, type HttpBehaviour } from '../../support/http-provider.js'
import { untilOver } from '../../support/until-over.js'
import { httpFaults } from './http-faults.js'
import { type Behaviour, recipient, senderContract } from './sender-contract.js'

const anSms = (id: string): OutgoingSms => ({ id, category: 'marketing', to: recipient.sms, text: id })
const yes = async () => true

function aSender(url: string, options: Partial<HttpOptions> = {}) {
  const sender = httpSender<OutgoingSms>(
    'sms',
    {
      url,
      json: { to: '{{ message.to }}', text: '{{ message.text }}' },
      answers: { id: 'id' },
      allowPrivate: true,
      timeoutMs: 300,
      repeatAfterMs: 5,
      ...options,
    },
    smsValues,
  )
  untilOver(() => sender.close())
  return sender
}

/** Lets everybody in and says nothing, not even of TLS. */
async function aSilence(): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => void sockets.add(socket.on('error', () => {})))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  untilOver(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const contract: Record<Exclude<Behaviour, 'is not there'>, HttpBehaviour> = {
  takes: 'takes',
  'refuses for good': { status: 422 },
  'refuses for now': { status: 429 },
  'takes the body and cuts': 'cuts after the body',
  'takes the body and is silent': 'is silent after the body',
}

describe('HTTP', () => {
  senderContract(async () => {
    const provider = await anHttpProvider()
    let told: HttpBehaviour = 'takes'
    return {
      sender: aSender(provider.url),
      behave: async behaviour => {
        if (behaviour === 'is not there') return await provider.stop()
        told = contract[behaviour]
        provider.behave(told)
      },
      bodiesBegun: () => provider.requests.length,
      taken: () => (told === 'takes' ? provider.taken.map(body => JSON.parse(body).text) : []),
    }
  }, anSms)

  it.each(httpFaults)('$fault: $result.kind', async ({ behaviour, result, requests, has }) => {
    const provider = await anHttpProvider({ tls: behaviour === 'unknown certificate' })
    if (behaviour === 'no server') await provider.stop()
    else if (behaviour !== 'unknown certificate' && behaviour !== 'no handshake') provider.behave(behaviour)
    const url = behaviour === 'no handshake' ? await aSilence() : provider.url
    expect(await aSender(url).send(anSms('m-1'), yes)).toEqual(result)
    expect([provider.requests.length, provider.taken.length]).toEqual([requests, has])

    // What may be tried again has not gone out: so the next try is the first one that does.
    if (result.kind !== 'retry') return
    const healed = await anHttpProvider()
    expect(await aSender(healed.url).send(anSms('m-1'), yes)).toMatchObject({ kind: 'sent' })
    expect([...provider.taken, ...healed.taken]).toHaveLength(1)
  })

  it('a private address is not asked unless that is allowed, also where a name hides it', async () => {
    const provider = await anHttpProvider()
    for (const url of [provider.url, provider.url.replace('127.0.0.1', 'localhost')])
      expect(await aSender(url, { allowPrivate: false }).send(anSms('m-1'), yes)).toEqual({
        kind: 'retry',
        reason: 'http private_address',
        about: 'sender',
      })
    expect(provider.requests).toEqual([])
  })

  it('when closed, ends what is on the wire as unknown and takes no more', async () => {
    const provider = await anHttpProvider()
    provider.behave('is silent after the body')
    const sender = aSender(provider.url, { timeoutMs: 60_000, idempotencyHeader: 'Idempotency-Key' })
    const sending = sender.send(anSms('m-1'), yes)
    await expect.poll(() => provider.requests.length).toBe(1)
    await sender.close()
    expect(await sending).toMatchObject({ kind: 'unknown' })
    expect(await sender.send(anSms('m-2'), yes)).toMatchObject({ kind: 'retry' })
  })
})

describe('HTTP, a provider that knows a repetition by its key', () => {
  const idempotencyHeader = 'Idempotency-Key'

  it.each<HttpBehaviour>([
    'cuts after the body',
    'cuts in mid-answer',
    'is silent after the body',
    { status: 500 },
  ])('is asked again after an end that left it open (%j), and has the message once', async behaviour => {
    const provider = await anHttpProvider({ idempotencyHeader })
    provider.behave(behaviour, 'takes')
    let marks = 0
    const result = await aSender(provider.url, { idempotencyHeader }).send(
      anSms('m-1'),
      async () => ++marks > 0,
    )
    expect(result).toMatchObject({ kind: 'sent' })
    expect(provider.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['m-1', 'm-1'])
    expect(provider.taken).toHaveLength(1)
    expect(marks).toBe(1)
  })

  it('a "no" to the repetition leaves open what became of the first: not tried again by any sender', async () => {
    const provider = await anHttpProvider({ idempotencyHeader })
    provider.behave('cuts after the body', { status: 429 })
    const result = await aSender(provider.url, { idempotencyHeader }).send(anSms('m-1'), yes)
    expect(result).toEqual({ kind: 'unknown', reason: 'http 429' })
  })

  it('is not asked for ever', async () => {
    const provider = await anHttpProvider({ idempotencyHeader })
    provider.behave({ status: 500 })
    expect(await aSender(provider.url, { idempotencyHeader }).send(anSms('m-1'), yes)).toMatchObject({
      kind: 'unknown',
    })
    expect(provider.requests).toHaveLength(3)
  })

  it('a clear "no" to the first request is taken at its word', async () => {
    const provider = await anHttpProvider({ idempotencyHeader })
    provider.behave({ status: 422 })
    expect(await aSender(provider.url, { idempotencyHeader }).send(anSms('m-1'), yes)).toMatchObject({
      kind: 'give_up',
    })
    expect(provider.requests).toHaveLength(1)
  })
})
