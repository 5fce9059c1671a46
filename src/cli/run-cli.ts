// One call of the command line, from arguments to exit code. Must not end the process: tests call it too.
import { Command, CommanderError } from 'commander'
import { packageVersion } from '../platform/package-version.js'
import type { AddCommand } from './command.js'
import { exitCodes, Problem } from './problem.js'
import { type Output, OutputClosed, terminalOn } from './terminal.js'

/** By their names. Each is loaded when it is called: all of them are the whole product, which takes a second longer. */
const commands: Readonly<Record<string, Load>> = {
  start: async () => (await import('./commands/start.js')).addStart,
  demo: async () => (await import('./commands/demo.js')).addDemo,
  migrate: async () => (await import('./commands/migrate.js')).addMigrate,
  keys: async () => (await import('./commands/keys.js')).addKeys,
  check: async () => (await import('./commands/check.js')).addCheck,
  test: async () => (await import('./commands/test.js')).addTest,
  preview: async () => (await import('./commands/preview.js')).addPreview,
  publish: async () => (await import('./commands/publish.js')).addPublish,
  import: async () => (await import('./commands/import.js')).addImport,
  report: async () => (await import('./commands/report.js')).addReport,
  experiments: async () => (await import('./commands/experiments.js')).addExperiments,
  review: async () => (await import('./commands/review.js')).addReview,
  explain: async () => (await import('./commands/explain.js')).addExplain,
  failed: async () => (await import('./commands/failed.js')).addFailed,
  endpoints: async () => (await import('./commands/endpoints.js')).addEndpoints,
  coupons: async () => (await import('./commands/coupons.js')).addCoupons,
  recommend: async () => (await import('./commands/recommend.js')).addRecommend,
  customers: async () => (await import('./commands/customers.js')).addCustomers,
  retention: async () => (await import('./commands/retention.js')).addRetention,
  suppressions: async () => (await import('./commands/suppressions.js')).addSuppressionCommands,
  unsubscribe: async () => (await import('./commands/unsubscribe.js')).addUnsubscribe,
  replies: async () => (await import('./commands/replies.js')).addReplies,
  catalog: async () => (await import('./commands/catalog.js')).addCatalog,
  senders: async () => (await import('./commands/senders.js')).addSenders,
  audit: async () => (await import('./commands/audit.js')).addAudit,
}

export async function runCli(args: readonly string[], stdout: Output, stderr: Output): Promise<number> {
  const terminal = terminalOn(stdout, stderr, { plain: args.includes('--no-color') })
  try {
    const called = calledBy(args)
    const triggerfish = program(stdout, stderr)
    // Said after a command, it is that of a journey.
    if (!called) triggerfish.version(packageVersion())
    for (const add of await loaded(called ? [called] : Object.values(commands))) add(triggerfish, terminal)
    await triggerfish.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof OutputClosed) return 0
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.misuse
    const { message, exitCode } = await problemOf(error)
    terminal.say(message)
    return exitCode
  }
}

type Load = () => Promise<AddCommand>

/** null: help is wanted, or a name was mistyped, for which all are looked at. */
function calledBy(args: readonly string[]): Load | null {
  const [name = ''] = args.filter(arg => arg !== '--no-color')
  return Object.hasOwn(commands, name) ? commands[name]! : null
}

const loaded = (loads: readonly Load[]): Promise<readonly AddCommand[]> =>
  Promise.all(loads.map(load => load()))

function program(stdout: Output, stderr: Output): Command {
  return new Command('triggerfish')
    .description('A self-hosted customer-journey engine for storefronts.')
    .option('--no-color', 'no colours; so does NO_COLOR')
    .exitOverride()
    .configureOutput({ writeOut: text => stdout.write(text), writeErr: text => stderr.write(text) })
    .showHelpAfterError('(add --help to see what is possible)')
}

/** What to tell the person at the terminal, and the exit code. Loads what knows the errors when there is one. */
async function problemOf(error: unknown): Promise<{ message: string; exitCode: number }> {
  if (error instanceof Problem) return error
  const [{ InvalidKeyRequest }, { ConfigError }, { WorkspaceNotFound }] = await Promise.all([
    import('../access/index.js'),
    import('../platform/config.js'),
    import('../journeys/workspace/index.js'),
  ])
  if (error instanceof ConfigError || error instanceof InvalidKeyRequest)
    return { message: error.message, exitCode: exitCodes.misuse }
  if (error instanceof WorkspaceNotFound)
    return {
      message: `${error.message}: name its folder, or set TRIGGERFISH_WORKSPACE`,
      exitCode: exitCodes.misuse,
    }
  return { message: await failure(error), exitCode: exitCodes.findings }
}

async function failure(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  const { BrokerUnavailable } = await import('../platform/queue/index.js')
  if (error instanceof BrokerUnavailable)
    return `Redis cannot be used (${error.message}). Is REDIS_URL right?`
  if (code === 'ERR_MODULE_NOT_FOUND')
    return `${error.message}. Optional packages may be missing: run \`npm ci\` without --omit=optional.`
  if (code === '42P01') return 'The database has no tables yet: run `triggerfish migrate`.'
  const { isDatabaseAway } = await import('../db/index.js')
  if (isDatabaseAway(error)) return `PostgreSQL cannot be used (${error.message}). Is DATABASE_URL right?`
  // A message that somebody wrote for people has a code; anything else is a bug, and its place helps to find it.
  return typeof code === 'string' ? error.message : (error.stack ?? error.message)
}
