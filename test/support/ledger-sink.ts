// An SMTP server that only counts: how often the body of each message was accepted. Lives in the test's process, so
// that it outlasts whatever the test kills.
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { untilOver } from './until-over.js'

export interface LedgerSink {
  readonly url: string
  /** Times each message was accepted, by our id of it (the left part of its Message-ID). */
  readonly accepted: ReadonlyMap<string, number>
}

export async function aLedgerSink(): Promise<LedgerSink> {
  const accepted = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onData(stream, _session, answer) {
      text(stream).then(body => {
        const id = /^message-id:\s*<([^@>]+)@/im.exec(body)?.[1] ?? 'none'
        accepted.set(id, (accepted.get(id) ?? 0) + 1)
        answer()
      }, answer)
    },
  })
  // The killed program's connections break off in the middle.
  server.on('error', () => {})
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  untilOver(() => new Promise(closed => server.close(() => closed())))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, accepted }
}
