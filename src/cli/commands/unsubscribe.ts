// unsubscribe: takes one mail from the standard input, as a mail server pipes it, and unsubscribes whom it is from.
import { now } from '../../db/index.js'
import { createReportIntake, readUnsubscribeMail } from '../../feedback/index.js'
import { linkKeys } from '../../links/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, jsonOption, printJson } from '../command.js'
import { Problem } from '../problem.js'
import { readText } from '../read-text.js'
import { withServers } from '../with-servers.js'

/** What sendmail, Postfix and Exim take for "not now": they keep the mail and pipe it again. */
const tryAgain = 75
const mostBytes = 1024 * 1024

export const addUnsubscribe: AddCommand = (program, terminal) => {
  program
    .command('unsubscribe [file]')
    .description(
      'unsubscribe by a mail, in a file or on the standard input, for the pipe of a mailbox (see docs/reference/unsubscribing.md); exit code 75: try again',
    )
    .option(...jsonOption)
    .action(async (file: string | undefined, { json }: { json?: true }) => {
      const mail = file === undefined ? await input() : await readText(file, 'latin1')
      const read = await withServers(readConfig(), terminal, async ({ db, broker }) => {
        const found = readUnsubscribeMail(await linkKeys(db), mail, await now(db))
        if ('fault' in found) return found
        const intake = createReportIntake({ broker: broker() })
        await intake.accept([found.report])
        await intake.drain()
        return found
      }).catch(notNow)
      if ('fault' in read) throw new Problem(complaints[read.fault])
      const { channel, topic } = read.link
      if (json) return printJson(terminal, { unsubscribed: { channel, topic } })
      terminal.out(`Unsubscribed from ${topic === null ? channel : `${topic} by ${channel}`}.`)
    })
}

const complaints = {
  none: 'There is no token of an unsubscribe link in this mail: a person should read it.',
  expired: 'The unsubscribe link in this mail is of long ago: a person should read it.',
} as const

async function input(): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes <= mostBytes) pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('latin1')
}

function notNow(error: unknown): never {
  if (error instanceof Problem) throw error
  throw new Problem(`Not now: ${error instanceof Error ? error.message : String(error)}`, tryAgain)
}
