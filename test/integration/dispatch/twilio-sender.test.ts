// The sender and the stand-in: every way a hand-over can end, each with what Twilio has then.
import { describe, expect, it } from 'vitest'
import { type OutgoingSms, type TwilioOptions, twilioSender } from '../../../src/dispatch/index.js'
import {
  accountSid,
  aTwilio,
  authToken,
  sendingNumber,
  type TwilioBehaviour,
  type TwilioStandIn,
} from '../../support/twilio-stand-in.js'
import { type Behaviour, recipient, senderContract } from './sender-contract.js'

const anSms = (id: string): OutgoingSms => ({ id, category: 'marketing', to: recipient.sms, text: id })
const yes = async () => true

const contract: Record<Exclude<Behaviour, 'is not there'>, TwilioBehaviour> = {
  takes: 'takes',
  'refuses for good': { status: 400, code: 21211 },
  'refuses for now': { status: 429, code: 20429, headers: { 'retry-after': '2' } },
  'takes the body and cuts': 'cuts after the body',
  'takes the body and is silent': 'is silent after the body',
}

const senderFor = ({ url }: TwilioStandIn, options: Partial<TwilioOptions> = {}) =>
  twilioSender({
    accountSid,
    authToken,
    sender: { from: sendingNumber },
    statusUrl: id => `https://shop.example/status/${id}`,
    apiUrl: url,
    timeoutMs: 300,
    ...options,
  })

describe('Twilio', () => {
  senderContract(async () => {
    const api = await aTwilio()
    let told: TwilioBehaviour = 'takes'
    return {
      sender: senderFor(api),
      behave: async behaviour => {
        if (behaviour === 'is not there') return await api.stop()
        told = contract[behaviour]
        api.behave(told)
      },
      bodiesBegun: () => api.requests.length,
      // Those that it took and did not say so are not among them.
      taken: () => (told === 'takes' ? api.taken.map(({ body }) => body) : []),
    }
  }, anSms)

  it('is posted to as the account, and asked for reports', async () => {
    const api = await aTwilio()
    expect(await senderFor(api).send(anSms('m-1'), yes)).toEqual({
      kind: 'sent',
      providerId: api.taken[0]?.sid,
    })
    expect(Object.fromEntries(api.requests[0]?.form ?? [])).toEqual({
      To: recipient.sms,
      Body: 'm-1',
      From: sendingNumber,
      StatusCallback: 'https://shop.example/status/m-1',
    })
  })

  it('lets a messaging service choose the number', async () => {
    const api = await aTwilio()
    await senderFor(api, { sender: { messagingServiceSid: 'MG1' } }).send(anSms('m-1'), yes)
    expect(api.taken).toMatchObject([{ messagingServiceSid: 'MG1', from: null }])
  })

  it('is asked for no reports where there is nowhere to report to', async () => {
    const api = await aTwilio()
    await senderFor(api, { statusUrl: undefined }).send(anSms('m-1'), yes)
    expect(api.taken).toMatchObject([{ statusCallback: null }])
  })

  it('with a wrong token is left alone until it is repaired', async () => {
    const api = await aTwilio()
    const result = await senderFor(api, { authToken: 'wrong' }).send(anSms('m-1'), yes)
    expect(result).toEqual({ kind: 'retry', reason: 'twilio 401 20003', about: 'sender' })
  })
})

interface Fault {
  readonly fault: string
  readonly behaviour: TwilioBehaviour | 'refuses the connection'
  readonly result: object
  /** How many SMS Twilio has then. */
  readonly has: number
}

const sender = { about: 'sender' } as const
const faults: readonly Fault[] = [
  {
    fault: 'refuses the connection',
    behaviour: 'refuses the connection',
    result: { kind: 'retry', reason: 'twilio econnrefused', ...sender },
    has: 0,
  },
  // Nobody here knows whether it was before or after the body: it may be sent, so that it is not sent again.
  { fault: 'cuts before the body', behaviour: 'cuts before the body', result: { kind: 'unknown' }, has: 0 },
  { fault: 'cuts after the body', behaviour: 'cuts after the body', result: { kind: 'unknown' }, has: 1 },
  { fault: 'cuts in mid-answer', behaviour: 'cuts in mid-answer', result: { kind: 'unknown' }, has: 1 },
  {
    fault: 'is silent before the body',
    behaviour: 'is silent before the body',
    result: { kind: 'unknown' },
    has: 0,
  },
  {
    fault: 'is silent after the body',
    behaviour: 'is silent after the body',
    result: { kind: 'unknown' },
    has: 1,
  },
  {
    fault: 'has no room, and says for how long',
    behaviour: { status: 429, code: 20429, headers: { 'retry-after': '2' } },
    result: { kind: 'retry', reason: 'twilio 429 20429', afterMs: 2_000, ...sender },
    has: 0,
  },
  {
    fault: 'has too many waiting for the number',
    behaviour: { status: 400, code: 21611 },
    result: { kind: 'retry', reason: 'twilio 400 21611', ...sender },
    has: 0,
  },
  {
    fault: 'was answered STOP by the number',
    behaviour: { status: 400, code: 21610 },
    result: { kind: 'give_up', reason: 'twilio 400 21610', suppress: 'opt_out' },
    has: 0,
  },
  {
    fault: 'knows no such number',
    behaviour: { status: 400, code: 21211 },
    result: { kind: 'give_up', reason: 'twilio 400 21211', suppress: 'hard_bounce' },
    has: 0,
  },
  {
    fault: 'does not take the text',
    behaviour: { status: 400, code: 21617 },
    result: { kind: 'give_up', reason: 'twilio 400 21617' },
    has: 0,
  },
  {
    fault: 'fails within',
    behaviour: { status: 500, code: 20500 },
    result: { kind: 'unknown', reason: 'twilio 500 20500' },
    has: 0,
  },
  {
    fault: 'is away behind its gateway',
    behaviour: { status: 503, headers: { 'retry-after': '1' } },
    result: { kind: 'unknown', reason: 'twilio 503' },
    has: 0,
  },
  {
    fault: 'sends elsewhere',
    behaviour: { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
    result: { kind: 'retry', reason: 'twilio 307', ...sender },
    has: 0,
  },
]

describe('where Twilio', () => {
  it.each(faults)('$fault, the message has one end', async ({ behaviour, result, has }) => {
    const api = await aTwilio()
    if (behaviour === 'refuses the connection') await api.stop()
    else api.behave(behaviour)
    expect(await senderFor(api).send(anSms('m-1'), yes)).toMatchObject(result)
    expect(api.taken).toHaveLength(has)
  })

  it.each(faults)('$fault, it has the message once at the most', async ({ behaviour }) => {
    const api = await aTwilio()
    const again = senderFor(await aTwilio())
    if (behaviour === 'refuses the connection') await api.stop()
    else api.behave(behaviour)
    const first = await senderFor(api).send(anSms('m-1'), yes)
    const second = first.kind === 'retry' ? [await again.send(anSms('m-1'), yes)] : []
    const sent = second.filter(({ kind }) => kind === 'sent').length
    expect(api.taken.length + sent).toBeLessThanOrEqual(1)
    expect(sent).toBe(second.length)
  })
})
