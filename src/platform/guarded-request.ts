// One HTTP request to an address that somebody named. Follows no redirect, reads no endless answer, waits for nobody for
// ever, and connects to public addresses only: what a name resolves to is checked on the way to the socket, so that it
// cannot be another address by then.
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'

export interface GuardOptions {
  /** Also private, loopback and link-local addresses: for development, tests, and receivers in one's own network. */
  readonly allowPrivate: boolean
  /** Nothing goes out unencrypted: `http:` is answered by the failure "not_https". Default: false. */
  readonly httpsOnly?: boolean
  readonly timeoutMs?: number
  /** Of an answer, in bytes; 0: no body is read. Default: 64 KiB. */
  readonly longestAnswer?: number
}

export interface GuardedRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** http or https, absolute. */
  readonly url: string
  /** Besides the user agent, and the length of the body. */
  readonly headers?: object
  readonly body?: string
  /** Breaks it off: `{ failure: 'stopped' }`. */
  readonly stop?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** null: longer than an answer may be, or not UTF-8. */
  readonly body: string | null
}

/** No answer: a reason such as "timeout" or "econnrefused". Of "private_address" and "not_https" nothing was asked at all. */
export interface NoAnswer {
  readonly failure: string
  /** There was no connection, so no byte of the request has left. */
  readonly neverSent?: true
}

/** Never rejects. */
export type Asker = (request: GuardedRequest) => Promise<Answer | NoAnswer>

const defaultTimeoutMs = 20_000
const defaultLongest = 64 * 1024

export function guardedAsker(options: GuardOptions): Asker {
  const { allowPrivate, httpsOnly = false, timeoutMs = defaultTimeoutMs } = options
  const longest = options.longestAnswer ?? defaultLongest
  // A connection per request: receivers are many, and calls are few for each.
  const allowed = { allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: allowPrivate, keepAlive: false }
  const agents = {
    http: new RequestFilteringHttpAgent(allowed),
    https: new RequestFilteringHttpsAgent(allowed),
  }
  return async request => {
    if (httpsOnly && /^http:/i.test(request.url)) return { failure: 'not_https', neverSent: true }
    const wire = { open: false }
    const unsent = () => (wire.open ? {} : { neverSent: true as const })
    const late = AbortSignal.timeout(timeoutMs)
    const signal = request.stop ? AbortSignal.any([late, request.stop]) : late
    try {
      return await ask(request, agents, signal, longest, wire)
    } catch (error) {
      if (request.stop?.aborted) return { failure: 'stopped', ...unsent() }
      return { failure: late.aborted ? 'timeout' : reasonOf(error), ...unsent() }
    }
  }
}

interface Agents {
  readonly http: RequestFilteringHttpAgent
  readonly https: RequestFilteringHttpsAgent
}

function ask(
  { method, url, headers, body }: GuardedRequest,
  agents: Agents,
  signal: AbortSignal,
  longest: number,
  wire: { open: boolean },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
    const options = { method, headers: { 'user-agent': 'triggerfish', ...headers, ...length }, signal }
    const { protocol } = new URL(url)
    const request =
      protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http })
    request.on('error', reject)
    // Nothing is written before this; a connection that was there before has been used by nobody (no keep-alive).
    request.on('socket', socket =>
      socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        wire.open = true
      }),
    )
    request.on('response', response => void read(response, longest).then(resolve, reject))
    request.end(body)
  })
}

async function read(response: IncomingMessage, longest: number): Promise<Answer> {
  const { statusCode: status = 0, headers } = response
  return { status, headers, body: await textOf(response, longest) }
}

async function textOf(response: IncomingMessage, longest: number): Promise<string | null> {
  if (longest === 0) {
    response.destroy()
    return null
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop cuts the connection: the status is known, and more is not wanted.
    if (size > longest) return null
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    return null
  }
}

/** A code, since a message may quote an address. The filter's errors have none. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string') return code.toLowerCase()
  return /is not allowed\. Because/.test(String(message)) ? 'private_address' : 'failed'
}
