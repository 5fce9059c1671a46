// migrate: brings the database to the schema of this program.
import { migrate } from '../../db/index.js'
import { readConfig } from '../../platform/config.js'
import { ensureServers } from '../../platform/private-servers/index.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'

export const addMigrate: AddCommand = (program, terminal) => {
  program
    .command('migrate')
    .description('bring the database to the schema of this program')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const servers = await ensureServers({ ...readConfig(), say: terminal.say })
      try {
        const migrations = await migrate(servers.databaseUrl)
        if (json) printJson(terminal, { migrations })
        else
          terminal.out(
            migrations.length === 0
              ? 'The database is up to date.'
              : `Ran ${counted(migrations.length, 'migration')}.`,
          )
      } finally {
        await servers.stop()
      }
    })
}
