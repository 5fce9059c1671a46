// An SMTP server in a process of its own, which takes every mail and counts. Not the fastest one that could be: the same for
// everybody who is measured against it.
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

let taken = 0

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, answer) {
    stream.resume()
    stream.once('end', () => {
      taken++
      answer()
    })
  },
})
server.on('error', () => {})
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.server.address() as AddressInfo).port } satisfies SinkSays),
)
process.on('message', () => process.send?.({ taken } satisfies SinkSays))

export type SinkSays = { readonly port: number } | { readonly taken: number }
