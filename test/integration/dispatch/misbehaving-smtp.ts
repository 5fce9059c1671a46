// An SMTP server on a bare socket that goes wrong where it is told to. Real servers are too well-behaved for that.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { untilOver } from '../../support/until-over.js'

/** `close` cuts the connection instead of answering, `half` in mid-answer, `hang` never answers; anything else is the answer. */
export type Script = Partial<
  Record<
    'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'firstByte' | 'dot',
    'close' | 'half' | 'hang' | (string & {})
  >
>

export interface MisbehavingSmtp {
  readonly port: number
  script: Script
  connections: number
  /** Bodies of which at least one byte came. */
  begun: number
  /** Bodies that were answered with 250. */
  readonly taken: string[]
  /** Cuts what is open and accepts no more. */
  stop(): Promise<void>
  /** Cuts what is open. */
  hangUp(): void
}

export async function misbehavingSmtp(): Promise<MisbehavingSmtp> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    smtp.connections++
    serve(smtp, socket)
  })
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  const stop = async () => {
    hangUp()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  const smtp: MisbehavingSmtp = { port, script: {}, connections: 0, begun: 0, taken: [], stop, hangUp }
  untilOver(stop)
  return smtp
}

function serve(smtp: MisbehavingSmtp, socket: Socket): void {
  const answer = (phase: keyof Script, usual: string): void => {
    const text = smtp.script[phase] ?? usual
    if (text === 'close') socket.destroy()
    else if (text === 'half') socket.end(usual.slice(0, 5))
    else if (text !== 'hang') socket.write(`${text}\r\n`)
  }
  let text = ''
  let body: string | null = null
  answer('greeting', '220 ready')
  socket.on('data', chunk => {
    if (body !== null) {
      if (body === '') {
        smtp.begun++
        if (smtp.script.firstByte) answer('firstByte', '')
      }
      body += chunk.toString()
      if (!body.endsWith('\r\n.\r\n')) return
      if (!smtp.script.dot) smtp.taken.push(body)
      answer('dot', '250 2.0.0 queued')
      body = null
      return
    }
    text += chunk.toString()
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const command = text.slice(0, end)
      text = text.slice(end + 2)
      if (/^EHLO/i.test(command)) answer('ehlo', '250 smtp.test')
      else if (/^MAIL/i.test(command)) answer('mail', '250 ok')
      else if (/^RCPT/i.test(command)) answer('rcpt', '250 ok')
      else if (/^DATA/i.test(command)) {
        answer('data', '354 go ahead')
        if (!smtp.script.data) body = ''
      } else if (/^QUIT/i.test(command)) socket.end('221 bye\r\n')
      else if (/^STARTTLS/i.test(command)) socket.write('502 5.5.1 no such command\r\n')
      else socket.write('250 ok\r\n')
    }
  })
}
