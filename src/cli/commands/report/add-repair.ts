// report repair: counts credit and reports anew, and says what differed.
import type { Command } from 'commander'
import { z } from 'zod'
import { type Repaired, repairReports } from '../../../conversions/index.js'
import { readConfig } from '../../../platform/config.js'
import { counted, jsonOption, printJson } from '../../command.js'
import { misuse, Problem } from '../../problem.js'
import { table } from '../../table.js'
import type { Terminal } from '../../terminal.js'
import { withServers } from '../../with-servers.js'

interface Options {
  readonly from?: string
  readonly json?: true
}

export function addRepair(report: Command, terminal: Terminal): void {
  report
    .command('repair')
    .description('count credit and the numbers of all reports anew, and say what differed')
    .option('--from <day>', 'the first day, such as 2026-11-01; without it, all days')
    .option(...jsonOption)
    .action(async ({ from, json }: Options) => {
      if (from !== undefined && !z.iso.date().safeParse(from).success)
        throw misuse(`--from must be a day such as 2026-11-01, not ${from}.`)
      const repaired = await withServers(readConfig(), terminal, ({ db }) =>
        repairReports(db, {
          from,
          onProgress: (done, of) => terminal.say(`${done} of ${counted(of, 'day')}`),
        }),
      )
      if (json) printJson(terminal, repaired)
      else show(terminal, repaired)
      if (repaired.differences.length > 0)
        throw new Problem(
          'Some numbers differed from what is stored. They are right now; see the rows above.',
        )
    })
}

const mostShown = 50

function show(terminal: Terminal, { customers, days, from, to, differences }: Repaired): void {
  terminal.out(
    `Counted anew: the credit of ${counted(customers, 'customer')}, and ${counted(days, 'day')} from ${from} to ${to}.`,
  )
  if (differences.length === 0) terminal.out('Nothing differed.')
  else showDifferences(terminal, differences)
}

function showDifferences(terminal: Terminal, differences: Repaired['differences']): void {
  const shown = differences.slice(0, mostShown)
  const columns = [
    { title: 'TABLE' },
    { title: 'DAY' },
    { title: 'JOURNEY' },
    { title: 'ROWS', align: 'right' as const },
  ]
  const rows = shown.map(one => [one.table, one.day, one.journeyId || '(all)', String(one.rows)])
  for (const line of table(columns, rows)) terminal.out(line)
  if (shown.length < differences.length)
    terminal.out(`and ${differences.length - shown.length} more: see --json`)
}
