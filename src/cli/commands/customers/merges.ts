// customers merges: what has made a customer who they are, and by which events.
import { findCustomerId } from '../../../customers/index.js'
import { mergesOf } from '../../../pipeline/index.js'
import { readConfig } from '../../../platform/config.js'
import { type AddCommand, jsonOption, printJson, shownTime } from '../../command.js'
import { customerKeyOf, nobodyKnown } from '../../customer-key.js'
import { printable, table } from '../../table.js'
import { withServers } from '../../with-servers.js'

export const addMerges: AddCommand = (program, terminal) => {
  program
    .command('merges <key>')
    .description('which customers have become one, when, and by which event')
    .option(...jsonOption)
    .action(async (text: string, { json }: { json?: true }) => {
      const key = customerKeyOf(text)
      const merges = await withServers(readConfig(), terminal, async ({ db }) => {
        const customerId = await findCustomerId(db, key.kind, key.value)
        return customerId === undefined ? null : await mergesOf(db, customerId)
      })
      if (!merges) throw nobodyKnown()
      if (json) return printJson(terminal, { merges })
      if (merges.length === 0) return terminal.out('Nothing was ever merged into this customer.')
      const columns = ['merge', 'at', 'what', 'names', 'because'].map(title => ({ title }))
      const rows = merges.map(({ id, mergedAt, kind, names, reason, eventId }) => [
        id,
        shownTime(mergedAt),
        kind,
        printable(names.map(name => `${name.kind}:${name.value}`).join(' ')),
        printable(eventId === null ? reason : `${reason} (event ${eventId})`),
      ])
      for (const line of table(columns, rows)) terminal.out(line)
    })
}
