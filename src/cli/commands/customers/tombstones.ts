// customers tombstones: what is to be kept beside the backups, so that a restore brings nobody back who was erased.
import type { Command } from 'commander'
import { readConfig } from '../../../platform/config.js'
import { applyTombstones, TombstonesUnusable, tombstoneLines } from '../../../privacy/index.js'
import { type AddCommand, counted, jsonOption, printJson } from '../../command.js'
import { Problem } from '../../problem.js'
import { readText } from '../../read-text.js'
import type { Terminal } from '../../terminal.js'
import { withServers } from '../../with-servers.js'

export const addTombstones: AddCommand = (customers, terminal) => {
  const tombstones = customers
    .command('tombstones')
    .description('hashes of erased names: export them after erasures, apply them after a restore')
  addExport(tombstones, terminal)
  addApply(tombstones, terminal)
}

function addExport(tombstones: Command, terminal: Terminal): void {
  tombstones
    .command('export')
    .description('print all tombstones, a line of JSON each')
    .action(async () => {
      await withServers(readConfig(), terminal, async ({ db }) => {
        for await (const line of tombstoneLines(db)) terminal.out(line)
      })
    })
}

function addApply(tombstones: Command, terminal: Terminal): void {
  tombstones
    .command('apply <file>')
    .description('erase again whom these tombstones speak of')
    .option(...jsonOption)
    .action(async (file: string, { json }: { json?: true }) => {
      const lines = (await readText(file)).split('\n')
      const applied = await withServers(readConfig(), terminal, ({ db, broker }) =>
        applyTombstones({ db, broker: broker() }, lines),
      ).catch((error: unknown) => {
        throw error instanceof TombstonesUnusable ? new Problem(error.message) : error
      })
      if (json) printJson(terminal, applied)
      else
        terminal.out(
          `${counted(applied.tombstones, 'tombstone')}; ${counted(applied.erased, 'customer')} erased again.`,
        )
    })
}
