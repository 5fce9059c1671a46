// One command for each report there is.
import type { Command } from 'commander'
import { readConfig } from '../../../platform/config.js'
import {
  columnsOf,
  csvHeader,
  csvLines,
  makeReport,
  ndjsonLines,
  parametersOf,
  parseRequest,
  type ReportKind,
  reportKinds,
} from '../../../reports/index.js'
import { printJson } from '../../command.js'
import type { Terminal } from '../../terminal.js'
import { withServers } from '../../with-servers.js'
import { addParameters, type Format, misused, textsOf } from './report-options.js'
import { showReport } from './show-report.js'

export function addKinds(report: Command, terminal: Terminal): void {
  for (const kind of reportKinds) addKind(report, terminal, kind)
}

function addKind(parent: Command, terminal: Terminal, kind: ReportKind): void {
  const command = parent.command(kind.name).description(kind.summary)
  addParameters(command, parametersOf(kind))
  command.option('--wide', 'all columns that a table can have, however wide the terminal is')
  command.action(async ({ wide, ...options }: Format & { wide?: true }) => {
    const { report, columns } = await withServers(readConfig(), terminal, async ({ db }) => {
      const asked = await parseRequest(db, kind, textsOf(options))
      if ('faults' in asked) throw misused(asked.faults)
      return { report: await makeReport(db, kind, asked), columns: columnsOf(kind, asked) }
    })
    if (options.json) printJson(terminal, report)
    else if (options.csv) terminal.out((csvHeader(columns) + csvLines(columns, report.rows)).trimEnd())
    else if (!options.ndjson) showReport(terminal, report, columns, wide)
    // No line of nothing, which is no JSON.
    else if (report.rows.length > 0) terminal.out(ndjsonLines(report.rows).trimEnd())
  })
}
