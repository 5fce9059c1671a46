// test: the tests of a workspace's journeys, run without any server.
import { readConfig } from '../../platform/config.js'
import {
  compareLines,
  type JourneyTests,
  type LineChange,
  readTestedWorkspace,
  type TestReport,
  type TestResult,
  testWorkspace,
} from '../../workbench/index.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { printable } from '../table.js'
import type { Terminal } from '../terminal.js'
import { printFinding } from './check.js'

export const addTest: AddCommand = (program, terminal) => {
  program
    .command('test [folder]')
    .description('run the tests of a workspace, ID.test.json; by default of TRIGGERFISH_WORKSPACE')
    .option('--journey <id>', 'only the tests of this journey')
    .option(...jsonOption)
    .action(async (named: string | undefined, { journey, json }: { journey?: string; json?: true }) => {
      const folder = named ?? readConfig().workspace
      const { workspace, tests, findings } = await readTestedWorkspace(folder)
      const ids = workspace?.journeys.map(({ id }) => id) ?? []
      if (workspace && journey !== undefined && !ids.includes(journey))
        throw misuse(`The workspace has no journey "${journey}".`)
      const errors = findings.filter(({ level }) => level === 'error')
      if (!workspace || errors.length > 0) {
        if (json) printJson(terminal, { findings: errors })
        else for (const finding of errors) printFinding(terminal, finding)
        throw new Problem(`The workspace has ${counted(errors.length, 'error')}, so no test was run.`)
      }
      const report = testWorkspace(workspace, only(tests, journey))
      if (json) printJson(terminal, report)
      else printReport(terminal, journey === undefined ? report : { ...report, untested: [] })
      if (report.failed > 0) throw new Problem(`${counted(report.failed, 'test')} failed.`)
    })
}

const only = (tests: readonly JourneyTests[], journey: string | undefined): readonly JourneyTests[] =>
  journey === undefined ? tests : tests.filter(({ journeyId }) => journeyId === journey)

function printReport(terminal: Terminal, { journeys, passed, failed, untested }: TestReport): void {
  for (const { journey, tests } of journeys) {
    terminal.out(terminal.paint('bold', journey))
    for (const test of tests) printTest(terminal, test)
  }
  for (const id of untested)
    terminal.out(`${terminal.paint('yellow', id)} has no tests: write ${id}.test.json`)
  if (failed > 0)
    terminal.out(`In failed tests: ${signs.missing} was to happen, ${signs.unexpected} happened instead.`)
  terminal.out(`${counted(passed + failed, 'test')}: ${passed} passed, ${failed} failed.`)
}

function printTest(terminal: Terminal, { name, passed, expected, actual, error }: TestResult): void {
  const mark = passed ? terminal.paint('green', '✓') : terminal.paint('red', '✗')
  terminal.out(`  ${mark} ${printable(name)}`)
  if (error !== null) terminal.out(`      ${terminal.paint('red', printable(error))}`)
  else if (!passed) for (const change of compareLines(expected, actual)) printChange(terminal, change)
}

const signs = { same: ' ', missing: '-', unexpected: '+' } as const
const styles = { same: 'dim', missing: 'red', unexpected: 'green' } as const

function printChange(terminal: Terminal, { kind, line }: LineChange): void {
  terminal.out(terminal.paint(styles[kind], `    ${signs[kind]} ${printable(line)}`))
}
