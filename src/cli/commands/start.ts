// start: runs the server until it is told to stop.
import { type ConfigKey, readConfig } from '../../platform/config.js'
import { run } from '../../run.js'
import type { AddCommand } from '../command.js'

export const addStart: AddCommand = program => {
  program
    .command('start')
    .description('run the server; settings come from the environment, and these options go over them')
    .option('--roles <list>', 'ingest, engine, dispatch, web; by default all')
    .option('--port <number>', 'where to listen')
    .option('--workspace <folder>', 'the journeys')
    .action(async (options: { roles?: string; port?: string; workspace?: string }) => {
      const given: Partial<Record<ConfigKey, string | undefined>> = {
        TRIGGERFISH_ROLES: options.roles,
        PORT: options.port,
        TRIGGERFISH_WORKSPACE: options.workspace,
      }
      const overrides = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      await run(readConfig(undefined, overrides))
    })
}
