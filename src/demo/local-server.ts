// A small HTTP server on the loopback address, for what only the demo needs. The product's own server is elsewhere.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface LocalServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  stop(): Promise<void>
}

/** Listens on any free port. A request whose answer fails gets 500, and nobody else hears of it. */
export async function startLocalServer(
  answer: (request: IncomingMessage) => Promise<Answer>,
): Promise<LocalServer> {
  const server = createServer((request, response) => {
    void answer(request)
      .catch((): Answer => ({ status: 500, type: 'text/plain', body: 'Something went wrong here.' }))
      .then(({ status, type, body, headers }) => {
        response.writeHead(status, { 'content-type': type, ...headers }).end(body)
      })
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise(done => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}
