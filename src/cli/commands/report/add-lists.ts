// report list: the messages, enrollments, orders and events behind the figures of reports.
import type { Command } from 'commander'
import { readConfig } from '../../../platform/config.js'
import {
  csvHeader,
  csvLines,
  type ListKind,
  listKinds,
  makeList,
  ndjsonLines,
  parametersOf,
  parseRequest,
  wholeList,
} from '../../../reports/index.js'
import { printJson } from '../../command.js'
import type { Terminal } from '../../terminal.js'
import { withServers } from '../../with-servers.js'
import { addParameters, type Format, misused, textsOf } from './report-options.js'
import { nothing, showRows } from './show-report.js'

export function addLists(report: Command, terminal: Terminal): void {
  const list = report.command('list').description('what is behind the figures of reports')
  for (const kind of listKinds) addList(list, terminal, kind)
}

function addList(parent: Command, terminal: Terminal, kind: ListKind): void {
  const command = parent.command(kind.name).description(kind.summary)
  addParameters(command, parametersOf(kind))
  command.action(async (options: Format) => {
    await withServers(readConfig(), terminal, async ({ db }) => {
      const asked = await parseRequest(db, kind, textsOf(options))
      if ('faults' in asked) throw misused(asked.faults)
      if (options.csv || options.ndjson) {
        if (options.csv) terminal.out(csvHeader(kind.columns).trimEnd())
        for await (const rows of wholeList(db, kind, asked))
          if (rows.length > 0)
            terminal.out((options.csv ? csvLines(kind.columns, rows) : ndjsonLines(rows)).trimEnd())
        return
      }
      const found = await makeList(db, kind, asked)
      if (options.json) return printJson(terminal, found)
      if (found.rows.length === 0) return terminal.out(nothing)
      showRows(terminal, found.rows, kind.columns, null)
      if (found.next !== null)
        terminal.out(`\nThere are more: --after ${found.next}, or all of them by --csv.`)
    })
  })
}
