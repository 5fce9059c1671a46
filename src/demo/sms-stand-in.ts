// A local server that speaks as much of Twilio's Messages API as the product uses, and puts what it is sent into the
// inbox. Refuses what the real one refuses, with its codes.

import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Clock } from '../platform/clock.js'
import type { Inbox } from './inbox.js'
import { type Answer, startLocalServer } from './local-server.js'

export interface SmsStandIn {
  /** For TWILIO_API_URL. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
  readonly from: string
  stop(): Promise<void>
}

const accountSid = 'AC00000000000000000000000000000000'
const authToken = 'demo'
const from = '+12025550199'

export async function startSmsStandIn(inbox: Inbox, clock: Clock): Promise<SmsStandIn> {
  const server = await startLocalServer(request => answer(request, inbox, clock))
  return { ...server, accountSid, authToken, from }
}

async function answer(request: IncomingMessage, inbox: Inbox, clock: Clock): Promise<Answer> {
  if (request.method !== 'POST' || request.url !== `/2010-04-01/Accounts/${accountSid}/Messages.json`)
    return refusal(404, 20_404, 'The requested resource was not found')
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  if (request.headers.authorization !== expected) return refusal(401, 20_003, 'Authenticate')
  const form = new URLSearchParams(await text(request))
  const fault = faultOf(form)
  if (fault) return fault
  return accept(form, inbox, clock.now())
}

/** Twilio's own check is stricter; these are the numbers its documentation lets one test with. */
const unreachable = new Set(['+15005550001', '+15005550009'])

function faultOf(form: URLSearchParams): Answer | null {
  const to = form.get('To') ?? ''
  if (!/^\+[1-9]\d{6,14}$/.test(to) || unreachable.has(to))
    return refusal(400, 21_211, "The 'To' number is not a valid phone number.")
  if (!form.get('From') && !form.get('MessagingServiceSid'))
    return refusal(400, 21_603, "A 'From' phone number is required.")
  if (!form.get('Body')) return refusal(400, 21_602, 'Message body is required.')
  return null
}

function accept(form: URLSearchParams, inbox: Inbox, at: Date): Answer {
  const to = form.get('To') ?? ''
  const sender = form.get('From') ?? ''
  const body = form.get('Body') ?? ''
  inbox.put({ channel: 'sms', at, from: sender, to, text: body })
  const seed = `${inbox.count('sms')}${to}${body}`
  const sid = `SM${createHash('sha256').update(seed).digest('hex').slice(0, 32)}`
  const created = at.toUTCString()
  return json(201, {
    sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: created,
    date_sent: null,
    date_updated: created,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: sender,
    messaging_service_sid: form.get('MessagingServiceSid'),
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    status: 'queued',
    subresource_uris: {},
    to,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
  })
}

const refusal = (status: number, code: number, message: string): Answer =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })

const json = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
})
