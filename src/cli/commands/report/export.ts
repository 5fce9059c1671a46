// report export: everything reports are made of, and each report, as files in a folder.
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { readConfig } from '../../../platform/config.js'
import {
  type ExportedFile,
  type ExportFormat,
  exportFormats,
  exportReports,
  type Manifest,
  parametersOf,
  parseRequest,
} from '../../../reports/index.js'
import { counted, printJson } from '../../command.js'
import { table } from '../../table.js'
import type { Terminal } from '../../terminal.js'
import { withServers } from '../../with-servers.js'
import { misused, textsOf } from './report-options.js'

/** Whatever every report can be asked for, and nothing else. */
const period = { parameters: z.object({}) }

export function addExport(report: Command, terminal: Terminal): void {
  const command = report
    .command('export <folder>')
    .description(
      'write enrollments, messages, orders, credits, outcomes, all orders of the shop and every report to files in a new folder',
    )
    .addOption(new Option('--format <format>', 'of the files').choices(exportFormats).default('csv'))
    .option('--json', 'print the manifest')
  for (const { name, description } of parametersOf(period)) command.option(`--${name} <${name}>`, description)
  command.action(async (folder: string, { format, ...options }: { format: ExportFormat; json?: true }) => {
    const manifest = await withServers(readConfig(), terminal, async ({ db }) => {
      const asked = await parseRequest(db, period, textsOf(options))
      if ('faults' in asked) throw misused(asked.faults)
      const onFile = ({ name, rows }: ExportedFile): void =>
        terminal.progress(`${name}: ${counted(rows, 'row')}`)
      return await exportReports(db, asked, { folder, format, onFile })
    })
    terminal.endProgress()
    if (options.json) printJson(terminal, manifest)
    else showManifest(terminal, folder, manifest)
  })
}

function showManifest(terminal: Terminal, folder: string, { files, from, to }: Manifest): void {
  const columns = [
    { title: 'file' },
    { title: 'rows', align: 'right' as const },
    { title: 'bytes', align: 'right' as const },
  ]
  const rows = files.map(file => [file.name, file.rows.toLocaleString('en'), file.bytes.toLocaleString('en')])
  for (const line of table(columns, rows)) terminal.out(line)
  terminal.out(`\n${from} to ${to} (not included) in ${folder}; manifest.json says what each file is.`)
}
