// report: what journeys led to, as a table, as CSV or as data.
import { type Command, Option } from 'commander'
import { readConfig } from '../../platform/config.js'
import {
  type ConversionReport,
  type ConversionRow,
  conversionsAsCsv,
  othersAsText,
  parseReportRequest,
  reportConversions,
} from '../../reports/index.js'
import { type AddCommand, jsonOption, printJson } from '../command.js'
import { misuse } from '../problem.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addReport: AddCommand = (program, terminal) => {
  const report = program.command('report').description('what journeys led to')
  addConversions(report, terminal)
}

function addConversions(report: Command, terminal: Terminal): void {
  report
    .command('conversions')
    .description('entries, messages, conversions and revenue (last touch)')
    .option('--from <time>', 'a day or a time with zone; by default 30 days before --to')
    .option('--to <time>', 'not included; by default now')
    .option('--by <grouping>', 'journey, message, channel or day', 'journey')
    .option(...jsonOption)
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .action(async ({ json, csv, ...parameters }: Record<string, string> & { json?: true; csv?: true }) => {
      const found = await withServers(readConfig(), terminal, async ({ db }) => {
        const parsed = await parseReportRequest(db, parameters)
        if ('faults' in parsed)
          throw misuse(parsed.faults.map(({ path, message }) => `--${path} ${message}`).join('\n'))
        return await reportConversions(db, parsed.request)
      })
      if (json) printJson(terminal, found)
      else if (csv) terminal.out(conversionsAsCsv(found).trimEnd())
      else printConversions(terminal, found)
    })
}

/** Also the end of a demo shows it so. */
export function printConversions(terminal: Terminal, report: ConversionReport): void {
  const right = ['entered', 'messages', 'conversions', `revenue ${report.currency}`]
  const columns = [
    { title: report.by },
    ...right.map(title => ({ title, align: 'right' as const })),
    { title: 'other currencies' },
  ]
  const hasOthers = Object.keys(report.total.otherRevenue).length > 0
  const shown = hasOthers ? columns : columns.slice(0, -1)
  const cells = [...report.rows, { id: 'all', ...report.total }].map(rowCells)
  const lines = table(shown, cells)
  for (const line of lines.slice(0, -1)) terminal.out(line)
  terminal.out(terminal.paint('bold', lines.at(-1) ?? ''))
}

const rowCells = ({ id, entered, messages, conversions, revenue, otherRevenue }: ConversionRow): string[] => [
  id,
  entered === null ? '' : String(entered),
  String(messages),
  String(conversions),
  revenue,
  othersAsText(otherRevenue),
]
