// A provider with an HTTP interface on a local port, which misbehaves on demand and keeps what it was asked. Like some real
// ones it knows a repetition by its key, if it is told to.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from './self-signed.js'
import { untilOver } from './until-over.js'

export type HttpBehaviour =
  | 'takes'
  | 'cuts after the body'
  | 'cuts in mid-answer'
  | 'is silent after the body'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object }

export interface HttpRequest {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface HttpProvider {
  readonly url: string
  readonly requests: HttpRequest[]
  /** Bodies it took, whether or not it could say so; a repetition that it knows by its key only once. */
  readonly taken: string[]
  /** What is treated how, first request first; the last one lasts. */
  behave(...behaviours: readonly HttpBehaviour[]): void
  stop(): Promise<void>
}

export interface HttpProviderOptions {
  /** With a certificate that nobody signed. */
  readonly tls?: boolean
  /** The header whose value makes a request a repetition. */
  readonly idempotencyHeader?: string
  /** What it answers when it takes a message. Default: `{ "id": "p-…" }` with 200. */
  readonly accepts?: {
    readonly status?: number
    readonly headers?: Record<string, string>
    readonly body?: object
  }
}

export async function anHttpProvider(options: HttpProviderOptions = {}): Promise<HttpProvider> {
  const requests: HttpRequest[] = []
  const taken: string[] = []
  const known = new Set<string>()
  let behaviours: readonly HttpBehaviour[] = ['takes']
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url: path, headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const behaviour = behaviours[Math.min(requests.length - begun, behaviours.length - 1)]!
    requests.push({ method, path, headers, body })
    if (typeof behaviour === 'object') return answer(response, behaviour)
    const key = options.idempotencyHeader && String(headers[options.idempotencyHeader.toLowerCase()])
    if (!key || !known.has(key)) taken.push(body)
    if (key) known.add(key)
    if (behaviour === 'cuts after the body') return void request.socket.destroy()
    if (behaviour === 'is silent after the body') return
    answer(
      response,
      { status: 200, body: { id: `p-${taken.length}` }, ...options.accepts },
      behaviour !== 'takes',
    )
  }
  let begun = 0
  const server = options.tls ? createTlsServer(selfSigned, listener) : createServer(listener)
  server.on('tlsClientError', () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const stop = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  untilOver(stop)
  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/messages`,
    requests,
    taken,
    behave: (...next) => {
      behaviours = next
      begun = requests.length
    },
    stop,
  }
}

function answer(
  response: ServerResponse,
  { status, headers = {}, body = {} }: Exclude<HttpBehaviour, string>,
  isCut = false,
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
    ...headers,
  })
  if (isCut) response.write(text.slice(0, 3), () => response.socket?.destroy())
  else response.end(text)
}
