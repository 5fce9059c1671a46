// Twilio's Messages API on a local port: checks what it is sent as the real one does, misbehaves on demand, and calls back
// with signatures that Twilio's own library makes.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import twilio from 'twilio'
import { untilOver } from './until-over.js'

export const accountSid = `AC${'0'.repeat(32)}`
export const authToken = 'a-token-of-32-characters-0000000'
export const sendingNumber = '+15005550006'

/** How the next messages are treated; what is not `takes` lasts until it is changed. */
export type TwilioBehaviour =
  | 'takes'
  | 'cuts before the body'
  | 'cuts after the body'
  | 'cuts in mid-answer'
  | 'is silent before the body'
  | 'is silent after the body'
  | { readonly status: number; readonly code?: number; readonly headers?: Record<string, string> }

export interface TakenSms {
  readonly sid: string
  readonly to: string
  readonly body: string
  readonly from: string | null
  readonly messagingServiceSid: string | null
  readonly statusCallback: string | null
}

export interface TwilioStandIn {
  /** For TWILIO_API_URL. */
  readonly url: string
  /** Whatever was asked of it, also what it refused. */
  readonly requests: readonly { readonly path: string; readonly form: URLSearchParams }[]
  /** What it would deliver, oldest first, also where nobody was told. */
  readonly taken: TakenSms[]
  behave(behaviour: TwilioBehaviour): void
  /** Posts the status of a message to where its sender wants it, signed. */
  report(sms: TakenSms, status: string, more?: Record<string, string>): Promise<Response>
  stop(): Promise<void>
}

export async function aTwilio(): Promise<TwilioStandIn> {
  const requests: { path: string; form: URLSearchParams }[] = []
  const taken: TakenSms[] = []
  let behaviour: TwilioBehaviour = 'takes'
  const server = createServer(async (request, response) => {
    if (behaviour === 'cuts before the body') return void request.socket.destroy()
    if (behaviour === 'is silent before the body') return
    const form = new URLSearchParams(await bodyOf(request))
    requests.push({ path: request.url ?? '', form })
    const refusal = refusalOf(request, form) ?? (typeof behaviour === 'object' ? behaviour : null)
    if (refusal) return refuse(response, refusal)
    taken.push(takenFrom(form, taken.length))
    if (behaviour === 'cuts after the body') return void request.socket.destroy()
    if (behaviour === 'is silent after the body') return
    accept(response, taken.at(-1)!, behaviour === 'cuts in mid-answer')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const stop = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  untilOver(stop)
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/twilio`,
    requests,
    taken,
    behave: next => {
      behaviour = next
    },
    report: (sms, status, more = {}) =>
      postSigned(sms.statusCallback!, {
        AccountSid: accountSid,
        ApiVersion: '2010-04-01',
        From: sms.from ?? sendingNumber,
        To: sms.to,
        MessageSid: sms.sid,
        SmsSid: sms.sid,
        MessageStatus: status,
        SmsStatus: status,
        ...more,
      }),
    stop,
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

type Refusal = Extract<TwilioBehaviour, object>

/** As https://www.twilio.com/docs/api/errors has them. */
function refusalOf(request: IncomingMessage, form: URLSearchParams): Refusal | null {
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
  if (request.headers.authorization !== `Basic ${credentials}`) return { status: 401, code: 20003 }
  if (request.method !== 'POST' || request.url !== `/twilio/2010-04-01/Accounts/${accountSid}/Messages.json`)
    return { status: 404, code: 20404 }
  if (!/^\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return { status: 400, code: 21211 }
  if (!form.get('From') && !form.get('MessagingServiceSid')) return { status: 400, code: 21603 }
  const body = form.get('Body') ?? ''
  if (body === '') return { status: 400, code: 21602 }
  if (body.length > 1_600) return { status: 400, code: 21617 }
  const callback = form.get('StatusCallback')
  return callback !== null && !URL.canParse(callback) ? { status: 400, code: 21609 } : null
}

function refuse(response: ServerResponse, { status, code, headers = {} }: Refusal): void {
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ code, message: `refused: ${code}`, status }))
}

const takenFrom = (form: URLSearchParams, n: number): TakenSms => ({
  sid: `SM${n.toString(16).padStart(32, '0')}`,
  to: form.get('To')!,
  body: form.get('Body')!,
  from: form.get('From'),
  messagingServiceSid: form.get('MessagingServiceSid'),
  statusCallback: form.get('StatusCallback'),
})

function accept(response: ServerResponse, { sid, to, body }: TakenSms, isCut: boolean): void {
  const text = JSON.stringify({ sid, to, body, status: 'queued', error_code: null })
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  if (!isCut) return void response.end(text)
  response.write(text.slice(0, 20), () => response.socket?.destroy())
}

/** As Twilio posts: a form, signed for the address it was told. `at`: where it is posted really, as a proxy does. */
export async function postSigned(
  url: string,
  params: Record<string, string>,
  { at = url, token = authToken }: { at?: string; token?: string } = {},
): Promise<Response> {
  return await fetch(at, {
    method: 'POST',
    headers: { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(token, url, params) },
    body: new URLSearchParams(params),
  })
}

/** As Twilio posts JSON: the hash of the body is in the address, which alone is signed. */
export async function postSignedJson(
  url: string,
  body: string,
  { at = url, hashOf = body }: { at?: string; hashOf?: string } = {},
): Promise<Response> {
  const query = `?bodySHA256=${twilio.getExpectedBodyHash(hashOf)}`
  return await fetch(`${at}${query}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Twilio-Signature': twilio.getExpectedTwilioSignature(authToken, `${url}${query}`, {}),
    },
    body,
  })
}
