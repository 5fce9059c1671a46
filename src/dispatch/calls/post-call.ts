// One POST to a webhook, and what its answer means. Follows no redirect, reads no endless answer, waits for nobody for
// ever, and connects to public addresses only: what a name resolves to is checked on the way to the socket, so that
// it cannot be another address by then.
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent'

export interface PosterOptions {
  /** Also private, loopback and link-local addresses: for development, tests, and receivers in one's own network. */
  readonly allowPrivate: boolean
  readonly timeoutMs?: number
}

export interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  /** null: longer than an answer may be, or not UTF-8. */
  readonly body: string | null
}

/** No answer: a reason such as "timeout" or "econnrefused". Of "private_address" nothing was asked at all. */
export interface NoAnswer {
  readonly failure: string
}

export interface Poster {
  post(url: string, headers: object, body: string, stop: AbortSignal): Promise<Answer | NoAnswer>
}

const defaultTimeoutMs = 20_000
export const longestAnswer = 64 * 1024

export function poster({ allowPrivate, timeoutMs = defaultTimeoutMs }: PosterOptions): Poster {
  // A connection per call: receivers are many, and calls are few for each.
  const allowed = { allowPrivateIPAddress: allowPrivate, allowMetaIPAddress: allowPrivate, keepAlive: false }
  const agents = {
    http: new RequestFilteringHttpAgent(allowed),
    https: new RequestFilteringHttpsAgent(allowed),
  }
  return {
    async post(url, headers, body, stop) {
      const late = AbortSignal.timeout(timeoutMs)
      const signal = AbortSignal.any([late, stop])
      try {
        return await ask(url, { ...headers, ...contentHeaders(body) }, body, agents, signal)
      } catch (error) {
        if (stop.aborted) return { failure: 'stopped' }
        return { failure: late.aborted ? 'timeout' : reasonOf(error) }
      }
    },
  }
}

const contentHeaders = (body: string): object => ({
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
  'user-agent': 'triggerfish',
})

interface Agents {
  readonly http: RequestFilteringHttpAgent
  readonly https: RequestFilteringHttpsAgent
}

function ask(
  url: string,
  headers: object,
  body: string,
  agents: Agents,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers }, signal }
    const { protocol } = new URL(url)
    const request =
      protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: agents.https })
        : httpRequest(url, { ...options, agent: agents.http })
    request.on('error', reject)
    request.on('response', response => void read(response).then(resolve, reject))
    request.end(body)
  })
}

async function read(response: IncomingMessage): Promise<Answer> {
  const { statusCode: status = 0, headers } = response
  return { status, retryAfter: headers['retry-after'], body: await textOf(response) }
}

async function textOf(response: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop cuts the connection: the status is known, and more is not wanted.
    if (size > longestAnswer) return null
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
