// keys: makes, lists and revokes API keys. A key is shown once, when it is made.
import { type Command, Option } from 'commander'
import { createKey, listKeys, revokeKey, type Scope, scopes } from '../../access/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, jsonOption, printJson, shownTime } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addKeys: AddCommand = (program, terminal) => {
  const keys = program.command('keys').description('API keys of storefronts and people')
  addCreate(keys, terminal)
  addList(keys, terminal)
  addRevoke(keys, terminal)
}

function addCreate(keys: Command, terminal: Terminal): void {
  keys
    .command('create')
    .description('make a key; it is shown once')
    .addOption(new Option('--scope <scope...>', 'what it allows').choices(scopes).makeOptionMandatory())
    .option('--source <name>', 'the storefront whose events it brings', 'shop')
    .option('--name <text>', 'what people call it', 'made on the command line')
    .option(...jsonOption)
    .action(async ({ scope, source, name, json }: CreateOptions) => {
      const { key } = await withServers(readConfig(), terminal, ({ db }) =>
        createKey(db, { source, name, scopes: scope }),
      )
      if (json) printJson(terminal, { key })
      else {
        terminal.out(key)
        terminal.say(terminal.paint('dim', 'Keep it now: it is not stored, and cannot be shown again.'))
      }
    })
}

interface CreateOptions {
  scope: Scope[]
  source: string
  name: string
  json?: true
}

function addList(keys: Command, terminal: Terminal): void {
  keys
    .command('list')
    .description('list keys, without the keys themselves')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const found = await withServers(readConfig(), terminal, ({ db }) => listKeys(db))
      if (json) return printJson(terminal, { keys: found })
      const columns = ['id', 'source', 'name', 'scopes', 'made', 'revoked'].map(title => ({ title }))
      const rows = found.map(key => [
        key.id,
        key.source,
        key.name,
        key.scopes.join(', '),
        shownTime(key.createdAt),
        key.revokedAt ? shownTime(key.revokedAt) : '',
      ])
      for (const line of table(columns, rows)) terminal.out(line)
    })
}

function addRevoke(keys: Command, terminal: Terminal): void {
  keys
    .command('revoke <id>')
    .description('make a key useless, for ever')
    .option(...jsonOption)
    .action(async (id: string, { json }: { json?: true }) => {
      if (!/^[0-9a-f-]{36}$/.test(id)) throw misuse('That is not the id of a key; `keys list` shows them.')
      const revoked = await withServers(readConfig(), terminal, ({ db }) => revokeKey(db, id))
      if (!revoked)
        throw new Problem('There is no such key, or it was revoked before; `keys list` shows them.')
      if (json) printJson(terminal, { revoked: id })
      else terminal.out('The key is revoked. Processes that know it may honour it for up to 30 seconds.')
    })
}
