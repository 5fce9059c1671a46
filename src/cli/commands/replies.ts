// replies: what customers have answered by SMS and no word explains, for a person to read and deal with.
import type { Command } from 'commander'
import { listReplies, markDone, type Reply } from '../../feedback/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, jsonOption, printJson, shownTime } from '../command.js'
import { Problem } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addReplies: AddCommand = (program, terminal) => {
  const replies = program.command('replies').description('what customers have answered by SMS, to be read')
  addList(replies, terminal)
  addDone(replies, terminal)
}

function addList(replies: Command, terminal: Terminal): void {
  replies
    .command('list', { isDefault: true })
    .description('list replies; those that may want no more SMS come first')
    .option('--all', 'with those that were dealt with')
    .option(...jsonOption)
    .action(async ({ json, all }: { json?: true; all?: true }) => {
      const found = await withServers(readConfig(), terminal, ({ db }) =>
        listReplies(db, { all: all === true }),
      )
      if (json) return printJson(terminal, { replies: found })
      if (found.length === 0) return terminal.out('No replies wait to be read.')
      const columns = ['reply', 'at', 'from', 'meaning', 'text', 'done'].map(title => ({ title }))
      for (const line of table(columns, found.map(rowOf))) terminal.out(line)
    })
}

const rowOf = ({ id, at, phone, meaning, text, doneAt }: Reply): string[] => [
  id,
  shownTime(at),
  phone,
  meaning === 'unclear' ? 'unclear: stop?' : '',
  text,
  doneAt ? shownTime(doneAt) : '',
]

function addDone(replies: Command, terminal: Terminal): void {
  replies
    .command('done <reply>')
    .description('take a reply off the list; to stop SMS to somebody, suppress the number')
    .option(...jsonOption)
    .action(async (id: string, { json }: { json?: true }) => {
      const isKnown = await withServers(readConfig(), terminal, ({ db }) => markDone(db, id))
      if (!isKnown) throw new Problem(`There is no reply ${id}; \`triggerfish replies\` lists them.`)
      if (json) printJson(terminal, { reply: id, done: true })
      else terminal.out('Done.')
    })
}
