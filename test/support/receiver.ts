// A receiver of webhooks on a real port, which keeps what it was asked. Lives in the test's process, so that it outlasts
// whatever the test kills.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { untilOver } from './until-over.js'

export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const secretName = 'TRIGGERFISH_SECRET_CRM'

export interface Asked {
  readonly method: string
  /** `/in` and what stands behind it. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Receiver {
  readonly port: number
  readonly url: string
  /** Oldest first. */
  readonly asked: Asked[]
  /** What it answers from now on. Default: 204. */
  answer: (response: ServerResponse, asked: Asked) => void
}

/** What a receiver does with the three headers, by the specification and with none of our code. */
export function isGenuine({ headers, body }: Asked): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = createHmac('sha256', key).update(signed).digest('base64')
  const recent = Math.abs(Date.now() / 1_000 - Number(headers['webhook-timestamp'])) < 300
  return recent && String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`)
}

export async function aReceiver(): Promise<Receiver> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url: path = '' } = request
    const one = { method, path, headers: request.headers, body: Buffer.concat(chunks).toString() }
    asked.push(one)
    receiver.answer(response, one)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  untilOver(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    port,
    url: `http://127.0.0.1:${port}/in`,
    asked,
    answer: response => void response.writeHead(204).end(),
  }
  return receiver
}
