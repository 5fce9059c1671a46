// retention: what is no longer kept goes by itself every hour; this says what that is, or does it now.
import { readConfig } from '../../platform/config.js'
import { previewRetention, runRetention } from '../../privacy/index.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../command.js'
import { table } from '../table.js'
import { withServers } from '../with-servers.js'

export const addRetention: AddCommand = (program, terminal) => {
  program
    .command('retention')
    .description('delete what the settings say is kept no longer; the server does it every hour')
    .option('--dry-run', 'only say how many rows that would be')
    .option(...jsonOption)
    .action(async ({ dryRun, json }: { dryRun?: true; json?: true }) => {
      if (dryRun) {
        const preview = await withServers(readConfig(), terminal, ({ db }) => previewRetention(db))
        if (json) return printJson(terminal, { tables: preview })
        if (preview.length === 0) return terminal.out('Everything is kept: settings.json has no "retention".')
        const columns = ['table', 'older than', 'rows'].map(title => ({ title }))
        const rows = preview.map(({ table, before, rows }) => [
          table,
          shownTime(before),
          rows.toLocaleString('en'),
        ])
        for (const line of table(columns, rows)) terminal.out(line)
        const longer = preview.filter(({ lookedBackAt }) => lookedBackAt).map(({ table }) => table)
        if (longer.length > 0)
          terminal.out(
            `Kept longer than settings.json says, because a journey or a cap looks back that far: ${longer.join(', ')}.`,
          )
        return
      }
      const deleted: Record<string, number> = {}
      await withServers(readConfig(), terminal, ({ db }) =>
        runRetention(db, {
          onExpired: (name, count) => {
            deleted[name] = (deleted[name] ?? 0) + count
            terminal.progress(`${name}: ${counted(deleted[name], 'row')}`)
          },
        }),
      )
      if (json) return printJson(terminal, { deleted })
      if (Object.keys(deleted).length === 0) terminal.out('There was nothing to delete.')
      for (const [name, count] of Object.entries(deleted))
        terminal.out(`${name}: ${counted(count, 'row')} deleted`)
    })
}
