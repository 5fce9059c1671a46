// audit: what in the installation somebody ought to look at. Changes nothing.
import { Option } from 'commander'
import { type Area, areas, type Found, findAll, openFindings } from '../../audits/index.js'
import type { Db } from '../../db/tables.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../command.js'
import { Problem } from '../problem.js'
import { printable } from '../table.js'
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
    .option(...jsonOption)
    .action(async ({ area, json }: { area?: Area; json?: true }) => {
      const findings = await withServers(readConfig(), terminal, ({ db }) => findNow(db, area))
      if (json) printJson(terminal, { findings })
      else for (const line of linesOf(findings)) terminal.out(line)
      if (findings.length > 0) throw new Problem(`${counted(findings.length, 'finding')}.`)
    })
}

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
