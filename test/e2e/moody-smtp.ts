// A mail server that now and then goes wrong, at any point, and keeps account of what it did with each mail. Must assert nothing.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { untilOver } from '../support/until-over.js'

/** What became of a body that came as a whole. `lost`: kept, and nobody was told. */
export type Fate = 'taken' | 'refused' | 'lost'

export interface MoodySmtp {
  readonly port: number
  /** Fates by Message-ID, in their order. */
  readonly fates: ReadonlyMap<string, readonly Fate[]>
}

/** `mood`: how often something goes wrong, from 0 to 1. */
export async function aMoodySmtp(mood: number): Promise<MoodySmtp> {
  const fates = new Map<string, Fate[]>()
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => {})
    serve(socket)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  untilOver(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(closed => server.close(closed))
  })
  return { port: (server.address() as { port: number }).port, fates }

  function serve(socket: Socket): void {
    let text = ''
    let body: string | null = null
    const say = (line: string) => void socket.write(`${line}\r\n`)
    const orElse = (usual: string, ...moods: readonly string[]): boolean => {
      const line = isIn(mood) ? oneOf(...moods) : usual
      if (line === 'cut') socket.destroy()
      else say(line)
      return line === usual
    }
    const settle = (mail: string): void => {
      const fate = isIn(mood) ? oneOf('lost' as const, 'refused' as const) : 'taken'
      const id = /^Message-ID: (\S+)/im.exec(mail)?.[1] ?? 'none'
      fates.set(id, [...(fates.get(id) ?? []), fate])
      if (fate === 'lost') socket.destroy()
      else say(fate === 'taken' ? '250 2.0.0 queued' : oneOf('421 4.3.2 busy', '451 4.3.0 busy'))
    }
    orElse('220 ready', '421 4.3.2 busy', 'cut')
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      for (;;) {
        if (body !== null) {
          const end = text.indexOf('\r\n.\r\n')
          if (end < 0) return
          settle(text.slice(0, end))
          text = text.slice(end + 5)
          body = null
        }
        const end = text.indexOf('\r\n')
        if (end < 0) return
        const command = text.slice(0, end)
        text = text.slice(end + 2)
        if (/^QUIT/i.test(command)) socket.end('221 bye\r\n')
        else if (/^RCPT/i.test(command)) orElse('250 ok', '450 4.2.1 busy', '421 4.3.2 busy', 'cut')
        else if (/^MAIL/i.test(command)) orElse('250 ok', '451 4.7.1 busy', 'cut')
        else if (/^DATA/i.test(command)) {
          if (orElse('354 go ahead', '451 4.3.0 busy', 'cut')) body = ''
        } else say('250 ok')
      }
    })
  }
}

const isIn = (mood: number): boolean => Math.random() < mood
const oneOf = <T>(...all: readonly T[]): T => all[Math.floor(Math.random() * all.length)]!
