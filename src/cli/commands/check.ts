// check: everything wrong with a workspace and its tests, found without any server. Runs no test.
import { checkSendersFile } from '../../dispatch/index.js'
import type { Finding } from '../../journeys/definition/finding.js'
import { readConfig } from '../../platform/config.js'
import { readTestedWorkspace } from '../../workbench/index.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { Problem } from '../problem.js'
import { printable } from '../table.js'
import type { Terminal } from '../terminal.js'

export const addCheck: AddCommand = (program, terminal) => {
  program
    .command('check [folder]')
    .description('find what is wrong with a workspace; by default TRIGGERFISH_WORKSPACE')
    .option(...jsonOption)
    .action(async (folder: string | undefined, { json }: { json?: true }) => {
      const place = folder === undefined ? readConfig() : { workspace: folder }
      const { workspace, findings: inWorkspace } = await readTestedWorkspace(place.workspace)
      const findings = [...checkSendersFile(place), ...inWorkspace]
      if (json) printJson(terminal, { findings })
      else for (const finding of findings) printFinding(terminal, finding)
      const errors = findings.filter(({ level }) => level === 'error').length
      if (errors > 0) throw new Problem(`The workspace has ${counted(errors, 'error')}.`)
      if (!json && workspace) terminal.out(`${counted(workspace.journeys.length, 'journey')} without errors.`)
    })
}

/** `file:line path: message`, which editors and terminals make a link of. */
export function printFinding(terminal: Terminal, { level, file, line, path, message }: Finding): void {
  const place = line === undefined ? file : `${file}:${line}`
  const kind = level === 'error' ? terminal.paint('red', 'error') : terminal.paint('yellow', 'warning')
  terminal.out(`${printable(place)} ${kind} ${printable(path ? `${path}: ${message}` : message)}`)
}
