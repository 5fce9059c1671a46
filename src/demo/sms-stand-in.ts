// A local server that speaks as much of Twilio's Messages API as the product uses, and puts what it is sent into the
// inbox. Refuses what the real one refuses, with its codes.

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Clock } from './demo-clock.js'
import type { Inbox } from './inbox.js'

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

interface Answer {
  readonly status: number
  readonly body: object
}

export async function startSmsStandIn(inbox: Inbox, clock: Clock): Promise<SmsStandIn> {
  const server = createServer((request, response) => {
    answer(request, inbox, clock)
      .catch((): Answer => refusal(500, 20_500, 'Internal server error'))
      .then(result => reply(response, result))
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    accountSid,
    authToken,
    from,
    stop: () => stopServer(server),
  }
}

async function answer(request: IncomingMessage, inbox: Inbox, clock: Clock): Promise<Answer> {
  if (request.method !== 'POST' || request.url !== `/2010-04-01/Accounts/${accountSid}/Messages.json`)
    return refusal(404, 20_404, 'The requested resource was not found')
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  if (request.headers.authorization !== expected) return refusal(401, 20_003, 'Authenticate')
  const form = new URLSearchParams(await text(request))
  const fault = faultOf(form)
  if (fault) return fault
  return accept(form, inbox, clock())
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
  const [to = '', sender = '', body = ''] = [form.get('To'), form.get('From'), form.get('Body')].map(
    value => value ?? undefined,
  )
  inbox.put({ channel: 'sms', at, from: sender, to, text: body })
  const seed = `${inbox.count('sms')}${to}${body}`
  const sid = `SM${createHash('md5').update(seed).digest('hex')}`
  const created = at.toUTCString()
  return {
    status: 201,
    body: {
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
    },
  }
}

const refusal = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
})

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

export async function stopServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve, reject) =>
    server.close(error => (error ? reject(error) : resolve())),
  )
  server.closeAllConnections()
  await closed
}
