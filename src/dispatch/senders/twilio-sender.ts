// SMS by Twilio. The mark is committed before the request is made, because Twilio could not tell a repetition.
import twilio from 'twilio'
import type RequestClient from 'twilio/lib/base/RequestClient.js'
import type { OutgoingSms, Sender, SendResult } from '../sender.js'
import { classifyTwilioAnswer, classifyTwilioError, type TwilioAnswer } from './twilio-classify.js'

export interface TwilioOptions {
  readonly accountSid: string
  readonly authToken: string
  /** The sending number, or the messaging service that picks one. */
  readonly sender: { readonly from: string } | { readonly messagingServiceSid: string }
  /** Where Twilio reports on a message; absent: it is asked for no reports. */
  readonly statusUrl?: ((messageId: string) => string) | undefined
  /** In place of https://api.twilio.com: for a stand-in. */
  readonly apiUrl?: string
  readonly timeoutMs?: number
}

export function twilioSender(options: TwilioOptions): Sender<OutgoingSms> {
  const httpClient = new ApiClient(options.timeoutMs ?? 30_000, options.apiUrl)
  const client = twilio(options.accountSid, options.authToken, { httpClient, autoRetry: false })
  return {
    channel: 'sms',
    send: async ({ id, to, text }, markOnWire) => {
      const mark = await markOnWire().catch(() => null)
      if (mark === null) return { kind: 'retry', reason: 'mark failed', about: 'message' }
      if (!mark) return { kind: 'not_sent' }
      try {
        const reports = options.statusUrl && { statusCallback: options.statusUrl(id) }
        const { sid } = await client.messages.create({ to, body: text, ...options.sender, ...reports })
        return { kind: 'sent', providerId: sid ?? null }
      } catch (error) {
        return classify(error)
      }
    },
    // Each request has its own connection; what is in hand ends by its own time-out.
    close: async () => {},
  }
}

function classify(error: unknown): SendResult {
  if (error instanceof Refused) return classifyTwilioAnswer(error.answer)
  return classifyTwilioError((error as { code?: string }).code)
}

class Refused extends Error {
  readonly answer: TwilioAnswer

  constructor(answer: TwilioAnswer) {
    super(`twilio answered ${answer.status}`)
    this.answer = answer
  }
}

/**
 * Twilio's own client, except that it goes where it is told, keeps Retry-After, and makes a connection per request:
 * one kept open may be closed by the other side just when it is used, and then nobody knows whether the SMS went.
 */
class ApiClient extends twilio.RequestClient {
  private readonly apiUrl: URL | null

  constructor(timeout: number, apiUrl: string | undefined) {
    super({ timeout, keepAlive: false })
    this.apiUrl = apiUrl === undefined ? null : new URL(apiUrl)
  }

  override async request<T>(options: RequestClient.RequestOptions<T>) {
    const response = await super.request<T>({ ...options, uri: this.redirected(options.uri) })
    if (response.statusCode < 200 || response.statusCode > 299) {
      const { code } = bodyOf(response.body)
      const retryAfter = (response.headers as Record<string, string> | undefined)?.['retry-after']
      throw new Refused({ status: response.statusCode, code, retryAfter })
    }
    return response
  }

  private redirected(uri: string): string {
    if (!this.apiUrl) return uri
    const { pathname, search } = new URL(uri)
    return new URL(`${this.apiUrl.pathname.replace(/\/$/, '')}${pathname}${search}`, this.apiUrl).href
  }
}

function bodyOf(body: unknown): { code?: number } {
  const parsed: unknown = typeof body === 'string' ? parseJson(body) : body
  const code = typeof parsed === 'object' && parsed !== null ? (parsed as { code?: unknown }).code : undefined
  return typeof code === 'number' ? { code } : {}
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
