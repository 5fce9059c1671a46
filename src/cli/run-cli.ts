// One call of the command line, from arguments to exit code. Must not end the process: tests call it too.
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { InvalidKeyRequest } from '../access/index.js'
import { isDatabaseAway } from '../db/index.js'
import { WorkspaceNotFound } from '../journeys/workspace/index.js'
import { ConfigError } from '../platform/config.js'
import { BrokerUnavailable } from '../platform/queue/index.js'
import type { AddCommand } from './command.js'
import { addAudit } from './commands/audit.js'
import { addCatalog } from './commands/catalog.js'
import { addCheck } from './commands/check.js'
import { addCoupons } from './commands/coupons.js'
import { addCustomers } from './commands/customers.js'
import { addDemo } from './commands/demo.js'
import { addEndpoints } from './commands/endpoints.js'
import { addExperiments } from './commands/experiments.js'
import { addExplain } from './commands/explain.js'
import { addFailed } from './commands/failed.js'
import { addImport } from './commands/import.js'
import { addKeys } from './commands/keys.js'
import { addMigrate } from './commands/migrate.js'
import { addPreview } from './commands/preview.js'
import { addPublish } from './commands/publish.js'
import { addRecommend } from './commands/recommend.js'
import { addReplies } from './commands/replies.js'
import { addReport } from './commands/report.js'
import { addRetention } from './commands/retention.js'
import { addReview } from './commands/review.js'
import { addSenders } from './commands/senders.js'
import { addStart } from './commands/start.js'
import { addSuppressionCommands } from './commands/suppressions.js'
import { addTest } from './commands/test.js'
import { addUnsubscribe } from './commands/unsubscribe.js'
import { exitCodes, Problem } from './problem.js'
import { type Output, type Terminal, terminalOn } from './terminal.js'

const commands: readonly AddCommand[] = [
  addStart,
  addDemo,
  addMigrate,
  addKeys,
  addCheck,
  addTest,
  addPreview,
  addPublish,
  addImport,
  addReport,
  addExperiments,
  addReview,
  addExplain,
  addFailed,
  addEndpoints,
  addCoupons,
  addRecommend,
  addCustomers,
  addRetention,
  addSuppressionCommands,
  addUnsubscribe,
  addReplies,
  addCatalog,
  addSenders,
  addAudit,
]

export async function runCli(args: readonly string[], stdout: Output, stderr: Output): Promise<number> {
  const terminal = terminalOn(stdout, stderr, { plain: args.includes('--no-color') })
  try {
    await program(terminal, stdout, stderr).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.misuse
    const { message, exitCode } = problemOf(error)
    terminal.say(message)
    return exitCode
  }
}

function program(terminal: Terminal, stdout: Output, stderr: Output): Command {
  const triggerfish = new Command('triggerfish')
    .description('A self-hosted customer-journey engine for storefronts.')
    .version(version())
    .option('--no-color', 'no colours; so does NO_COLOR')
    .exitOverride()
    .configureOutput({ writeOut: text => stdout.write(text), writeErr: text => stderr.write(text) })
    .showHelpAfterError('(add --help to see what is possible)')
  for (const add of commands) add(triggerfish, terminal)
  return triggerfish
}

/** From src/cli and dist/src/cli alike. */
function version(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
      if (name === 'triggerfish') return version
    } catch {}
  }
  return 'unknown'
}

/** What to tell the person at the terminal, and the exit code. */
function problemOf(error: unknown): { message: string; exitCode: number } {
  if (error instanceof Problem) return error
  if (error instanceof ConfigError || error instanceof InvalidKeyRequest)
    return { message: error.message, exitCode: exitCodes.misuse }
  if (error instanceof WorkspaceNotFound)
    return {
      message: `${error.message}: name its folder, or set TRIGGERFISH_WORKSPACE`,
      exitCode: exitCodes.misuse,
    }
  return { message: failure(error), exitCode: exitCodes.findings }
}

function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  if (error instanceof BrokerUnavailable)
    return `Redis cannot be used (${error.message}). Is REDIS_URL right?`
  if (code === 'ERR_MODULE_NOT_FOUND')
    return `${error.message}. Optional packages may be missing: run \`npm ci\` without --omit=optional.`
  if (code === '42P01') return 'The database has no tables yet: run `triggerfish migrate`.'
  if (isDatabaseAway(error)) return `PostgreSQL cannot be used (${error.message}). Is DATABASE_URL right?`
  // A message that somebody wrote for people has a code; anything else is a bug, and its place helps to find it.
  return typeof code === 'string' ? error.message : (error.stack ?? error.message)
}
