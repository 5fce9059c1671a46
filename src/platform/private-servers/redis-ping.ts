// Asks a Redis server whether it serves. Speaks the two lines of protocol itself: clients live in platform/queue.
import { connect } from 'node:net'

export function redisAnswers(url: string): Promise<boolean> {
  const { hostname, port, password } = new URL(url)
  return new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port) })
    let reply = ''
    const finish = (serves: boolean) => {
      socket.destroy()
      resolve(serves)
    }
    socket.setTimeout(2_000, () => finish(false))
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`))
    socket.on('data', chunk => {
      reply += chunk.toString()
      if (reply.split('\r\n').length > 2) finish(reply === '+OK\r\n+PONG\r\n')
    })
  })
}
