// audit: what in the installation somebody ought to look at. Changes nothing.
import { auditCatalog } from '../../catalog/index.js'
import type { Db } from '../../db/tables.js'
import type { AuditFinding } from '../../model/audit-finding.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { Problem } from '../problem.js'
import { printable } from '../table.js'
import { withServers } from '../with-servers.js'

/** Each area audits itself; a new one is a line here. */
const areas: Readonly<Record<string, (db: Db) => Promise<readonly AuditFinding[]>>> = {
  catalog: auditCatalog,
}

interface Found extends AuditFinding {
  readonly area: string
}

export const addAudit: AddCommand = (program, terminal) => {
  program
    .command('audit')
    .description('say what somebody ought to look at: feeds that are stale, incomplete or shrunk …')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const findings = await withServers(readConfig(), terminal, ({ db }) => findAll(db))
      if (json) printJson(terminal, { findings })
      else for (const line of linesOf(findings)) terminal.out(line)
      if (findings.length > 0) throw new Problem(`${counted(findings.length, 'finding')}.`)
    })
}

async function findAll(db: Db): Promise<Found[]> {
  const findings: Found[] = []
  for (const [area, audit] of Object.entries(areas))
    findings.push(...(await audit(db)).map(finding => ({ area, ...finding })))
  return findings
}

function linesOf(findings: readonly Found[]): string[] {
  if (findings.length === 0) return ['Nothing to look at.']
  return findings.flatMap(({ area, code, message, advice }) => [
    `${area}: ${printable(message)} (${code})`,
    `  ${printable(advice)}`,
  ])
}
