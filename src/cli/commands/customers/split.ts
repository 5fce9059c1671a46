// customers split: two people who were taken for one become two again.
import { parseCustomerKey } from '../../../model/customer-key.js'
import { CannotSplit, splitNames, undoMerge } from '../../../pipeline/index.js'
import { readConfig } from '../../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson } from '../../command.js'
import { misuse, Problem } from '../../problem.js'
import { isUuid } from '../../uuid.js'
import { withServers } from '../../with-servers.js'

export const addSplit: AddCommand = (program, terminal) => {
  program
    .command('split [names...]')
    .description(
      'make names (email:…, anonymousId:…) a customer of their own, with all that came by them; no event joins them again',
    )
    .option('--merge <id>', 'undo this merge (see `customers merges`) instead of naming names')
    .option(...jsonOption)
    .action(async (texts: string[], { merge, json }: { merge?: string; json?: true }) => {
      const names = texts.map(text => {
        const key = parseCustomerKey(text)
        if (!key) throw misuse('Name what to split off by email:…, phone:…, anonymousId:…, id:… or a token')
        return key
      })
      if ((merge === undefined) === (names.length === 0))
        throw misuse('Say either which names to split off, or which merge to undo with --merge.')
      if (merge !== undefined && !isUuid(merge))
        throw misuse('A merge is named by its id, from `customers merges`.')
      const split = await withServers(readConfig(), terminal, ({ db }) =>
        merge === undefined ? splitNames(db, names, 'split by hand') : undoMerge(db, merge),
      ).catch((error: unknown) => {
        throw error instanceof CannotSplit ? new Problem(error.message) : error
      })
      if (json) printJson(terminal, split)
      else
        terminal.out(
          `${counted(split.names.length, 'name')} split off: a customer of their own from now on, with the events that came by them.`,
        )
    })
}
