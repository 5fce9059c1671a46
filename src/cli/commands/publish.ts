// publish: checks a workspace and makes it what the engine runs.
import { publishWorkspace, readWorkspace } from '../../journeys/workspace/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { Problem } from '../problem.js'
import { withServers } from '../with-servers.js'
import { printFinding } from './check.js'

export const addPublish: AddCommand = (program, terminal) => {
  program
    .command('publish [folder]')
    .description('make a workspace what the engine runs; by default TRIGGERFISH_WORKSPACE')
    .option(...jsonOption)
    .action(async (folder: string | undefined, { json }: { json?: true }) => {
      const config = readConfig()
      const { workspace, findings } = await readWorkspace(folder ?? config.workspace)
      const errors = findings.filter(({ level }) => level === 'error')
      if (!workspace || errors.length > 0) {
        if (json) printJson(terminal, { findings })
        else for (const finding of findings) printFinding(terminal, finding)
        throw new Problem(`The workspace has ${counted(errors.length, 'error')} and was not published.`)
      }
      const result = await withServers(config, terminal, ({ db }) => publishWorkspace(db, workspace))
      if (json) return printJson(terminal, result)
      for (const { id, version } of result.published) terminal.out(`${id} now runs version ${version}`)
      for (const id of result.archived) terminal.out(`${id} is archived: nobody new comes in`)
      terminal.out(`Revision ${result.revision}, ${counted(result.unchanged.length, 'journey')} unchanged.`)
    })
}
