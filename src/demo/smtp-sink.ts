// A real SMTP server on the loopback address that accepts every mail and delivers none: it goes into the inbox.
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Clock } from '../platform/clock.js'
import type { Inbox } from './inbox.js'

export interface SmtpSink {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string
  stop(): Promise<void>
}

/** Needs the optional packages smtp-server and postal-mime, which production images leave out. */
export async function startSmtpSink(inbox: Inbox, clock: Clock): Promise<SmtpSink> {
  const [{ SMTPServer }, { default: PostalMime }] = await Promise.all([
    import('smtp-server'),
    import('postal-mime'),
  ])

  const keep = async (mail: Buffer, from: string, to: readonly string[]): Promise<void> => {
    const parsed = await PostalMime.parse(mail)
    const headers = Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value]))
    for (const recipient of to) {
      inbox.put({
        channel: 'email',
        at: clock.now(),
        from,
        to: recipient,
        subject: parsed.subject ?? '',
        html: parsed.html ?? '',
        text: parsed.text ?? '',
        messageId: parsed.messageId ?? '',
        headers,
      })
    }
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onData(stream, { envelope }, answer) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
      const to = envelope.rcptTo.map(({ address }) => address)
      buffer(stream)
        .then(mail => keep(mail, from, to))
        .then(() => answer(), answer)
    },
  })
  // A client that hangs up in the middle is its own affair; unheard, it would end the process.
  server.on('error', () => {})
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    stop: () => new Promise(closed => server.close(closed)),
  }
}
