// audit: what in the installation somebody ought to look at. Changes nothing.
import { Option } from 'commander'
import {
  type Area,
  areas,
  type EventFigures,
  type Found,
  findAll,
  findFigures,
  openFindings,
} from '../../audits/index.js'
import type { Db } from '../../db/tables.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { printable, table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

interface Shown extends Found {
  /** Since when the audits of the engine have found it; null: they have not yet. */
  readonly since: Date | null
}

export const addAudit: AddCommand = (program, terminal) => {
  program
    .command('audit')
    .description(
      'say what somebody ought to look at: events that stopped, goals nobody reaches, empty coupon pools, stale feeds …',
    )
    .addOption(new Option('--area <area>', 'this area only').choices(areas))
    .option(
      '--events',
      'show what came in within a day instead: against the usual, refused, repeated, lacking',
    )
    .option(...jsonOption)
    .action(async ({ area, events, json }: { area?: Area; events?: true; json?: true }) => {
      if (events && area) throw misuse('--events shows no findings: leave out --area.')
      if (events) return await showEvents(terminal, json)
      const findings = await withServers(readConfig(), terminal, ({ db }) => findNow(db, area))
      if (json) printJson(terminal, { findings })
      else for (const line of linesOf(findings)) terminal.out(line)
      if (findings.length > 0) throw new Problem(`${counted(findings.length, 'finding')}.`)
    })
}

async function showEvents(terminal: Terminal, json: true | undefined): Promise<void> {
  const figures = await withServers(readConfig(), terminal, ({ db }) => findFigures(db))
  if (json) return printJson(terminal, { events: figures })
  if (figures.length === 0) return terminal.out('No events were counted yet: that is done every hour.')
  const columns = [
    ...['source', 'type'].map(title => ({ title })),
    ...['24 hours', 'usual', 'refused', 'repeated'].map(title => ({ title, align: 'right' as const })),
    ...['of another kind', 'missing'].map(title => ({ title })),
  ]
  for (const line of table(columns, figures.map(cellsOf))) terminal.out(line)
}

const mostFields = 3
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

function cellsOf({ source, type, events, usual, refused, repeated, fields }: EventFigures): string[] {
  const mistyped = fields.filter(field => field.mistyped > 0)
  // What a shop never sends is no news.
  const missing = fields
    .filter(field => field.missing > (field.usuallyMissing ?? 0))
    .sort((a, b) => moreThanUsual(b) - moreThanUsual(a))
  const counts = [events, usual].map(count => (count === null ? '' : Math.round(count).toLocaleString('en')))
  return [
    ...[source, type, ...counts, percent(refused), percent(repeated)],
    ...[listed(mistyped, 'mistyped'), listed(missing, 'missing')],
  ]
}

type Field = EventFigures['fields'][number]
const moreThanUsual = ({ missing, usuallyMissing }: Field): number => missing - (usuallyMissing ?? 0)

const listed = (fields: readonly Field[], fault: 'missing' | 'mistyped'): string =>
  fields
    .slice(0, mostFields)
    .map(field => `${field.path} ${percent(field[fault])}`)
    .join(', ')

async function findNow(db: Db, area: Area | undefined): Promise<Shown[]> {
  const found = await findAll(db, area && [area])
  const open = await openFindings(db)
  return found.map(finding => {
    const turn = open.find(one => keyOf(one) === keyOf(finding))
    return { ...finding, since: turn?.firstAt ?? null }
  })
}

const keyOf = ({ area, code, subject }: { area: string; code: string; subject: string }): string =>
  `${area}\n${code}\n${subject}`

function linesOf(findings: readonly Shown[]): string[] {
  if (findings.length === 0) return ['Nothing to look at.']
  return findings.flatMap(({ area, severity, code, message, advice, since }) => [
    `${area}: ${printable(message)} (${severity}, ${code}${since ? `, since ${shownTime(since)}` : ''})`,
    `  ${printable(advice)}`,
  ])
}
