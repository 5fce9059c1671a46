// endpoints: webhooks and audiences that said they are gone, and calling them again.
import type { Command } from 'commander'
import { type DisabledEndpoint, disabledEndpoints, enableEndpoint } from '../../dispatch/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, jsonOption, printJson, shownTime } from '../command.js'
import { Problem } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addEndpoints: AddCommand = (program, terminal) => {
  const endpoints = program
    .command('endpoints')
    .description('webhooks and audiences that said they are gone, and are not called any more')
  addList(endpoints, terminal)
  addEnable(endpoints, terminal)
}

function addList(endpoints: Command, terminal: Terminal): void {
  endpoints
    .command('list')
    .description('list those that are disabled, since when and why')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const disabled = await withServers(readConfig(), terminal, ({ db }) => disabledEndpoints(db))
      if (json) return printJson(terminal, { disabled: disabled.map(withoutUrl) })
      if (disabled.length === 0) return terminal.out('No webhook and no audience is disabled.')
      const columns = ['kind', 'name', 'disabled at', 'reason'].map(title => ({ title }))
      const rows = disabled.map(({ kind, name, disabledAt, reason }) => [
        kind,
        name,
        shownTime(disabledAt),
        reason,
      ])
      for (const line of table(columns, rows)) terminal.out(line)
    })
}

/** An address may have a secret in it. */
const withoutUrl = ({ url: _, ...rest }: DisabledEndpoint): Omit<DisabledEndpoint, 'url'> => rest

function addEnable(endpoints: Command, terminal: Terminal): void {
  endpoints
    .command('enable <name>')
    .description('call a webhook or audience again, by its name in settings.json')
    .option(...jsonOption)
    .action(async (name: string, { json }: { json?: true }) => {
      const enabled = await withServers(readConfig(), terminal, ({ db }) => enableEndpoint(db, name))
      if (enabled === 0)
        throw new Problem(`${name} is not disabled: \`triggerfish endpoints list\` shows what is.`)
      if (json) printJson(terminal, { enabled: name })
      else terminal.out(`${name} is called again. What failed meanwhile is not made up for.`)
    })
}
