// A way to a server that can be cut and mended: connections through it end, and new ones are refused, until then.
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface CutOff {
  /** The server's address, by way of this. */
  readonly url: string
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function aWayTo(url: string): Promise<CutOff> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const relay = (near: Socket) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }
  let server: Server
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server = createServer(relay).once('error', reject)
      server.listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
  const port = await listen(0)
  const near = new URL(url)
  near.hostname = '127.0.0.1'
  near.port = String(port)
  return {
    url: near.toString(),
    async cut() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    async mend() {
      await listen(port)
    },
  }
}
