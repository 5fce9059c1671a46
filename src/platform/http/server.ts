// Listening, and closing so that no request in flight is cut off.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface HttpServer {
  readonly port: number
  /** `http://localhost:8080` */
  readonly url: string
  /** Takes no new requests, lets those in flight finish (for at most ten seconds), then resolves. */
  close(): Promise<void>
}

const lastWordMs = 10_000
/** For a connection on which nobody has said anything yet: clients open some in reserve, which Node does not call idle. */
const firstWordMs = 1_000

/** Resolves once it listens; rejects where the port is taken. Port 0 takes any free one. */
export function listen(
  app: RequestListener,
  { port, host }: { port: number; host?: string },
): Promise<HttpServer> {
  const server = createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      // Longer than a load balancer's usual 60 s, so that it is the one to close idle connections.
      keepAliveTimeout: 65_000,
    },
    app,
  )
  const sockets = new Set<Socket>()
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const bound = (server.address() as AddressInfo).port
      resolve({ port: bound, url: `http://localhost:${bound}`, close: () => closeGently(server, sockets) })
    })
  })
}

/** Without the header a client would go on using its connection, and closing would never end. */
async function closeGently(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  server.prependListener('request', (_req, res) => res.setHeader('Connection', 'close'))
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const silence = setTimeout(() => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }, firstWordMs)
  const giveUp = setTimeout(() => server.closeAllConnections(), lastWordMs)
  try {
    await new Promise<void>((resolve, reject) => {
      server.close(error => (error && !isNotRunning(error) ? reject(error) : resolve()))
    })
  } finally {
    clearInterval(sweep)
    clearTimeout(silence)
    clearTimeout(giveUp)
  }
}

const isNotRunning = (error: NodeJS.ErrnoException): boolean => error.code === 'ERR_SERVER_NOT_RUNNING'
