// catalog: brings product feeds in from files.
import { createReadStream } from 'node:fs'
import { type Command, Option } from 'commander'
import {
  FeedFault,
  type FeedKind,
  type FeedReport,
  feedKinds,
  importFeed,
  type RejectedRow,
} from '../../catalog/index.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { rejectedFile } from '../import/rejected-file.js'
import { misuse, Problem } from '../problem.js'
import { printable } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addCatalog: AddCommand = (program, terminal) => {
  const catalog = program.command('catalog').description('what the shop sells')
  addFeedImport(catalog, terminal)
}

interface ImportOptions {
  feed: string
  format?: FeedKind
  full?: true
  force?: true
  json?: true
}

function addFeedImport(catalog: Command, terminal: Terminal): void {
  catalog
    .command('import <file>')
    .description(
      'import a feed of products: CSV, NDJSON or Google Merchant; importing it again changes nothing',
    )
    .requiredOption('--feed <name>', 'what to call the feed, always the same for the same one')
    .addOption(new Option('--format <format>', 'where the file does not tell').choices(feedKinds))
    .option('--full', 'what the feed no longer has is no longer sold')
    .option('--force', 'with --full: also when the feed lost more than half of its products')
    .option(...jsonOption)
    .action(async (file: string, options: ImportOptions) => {
      const { feed, full = false, force = false, json } = options
      if (!isFeedName(feed))
        throw misuse(`${printable(feed)} is no name of a feed: it must be one such as google-de.`)
      if (force && !full) throw misuse('--force is about what --full takes out: add --full.')
      const rejectedPath = `${file}.rejected.ndjson`
      const rejected = await rejectedFile(rejectedPath)
      const shown: RejectedRow[] = []
      const report = await withServers(readConfig(), terminal, ({ db }) =>
        importFeed(db, chunksOf(file), {
          feed,
          kind: options.format,
          full,
          force,
          onProgress: ({ rows, stored, rejected }) =>
            terminal.progress(`${counted(rows, 'product')}, ${stored} stored, ${rejected} rejected`),
          async onRejected(row) {
            if (shown.length < mostShown) shown.push(row)
            await rejected.write(row)
          },
        }),
      )
        .catch(explainUnreadable(file))
        .finally(rejected.close)
      if (json) printJson(terminal, { ...report, rejectedFile: report.rejected > 0 ? rejectedPath : null })
      else for (const line of summary(report)) terminal.out(line)
      const wrong = problemsOf(report, shown, rejectedPath, full)
      if (wrong.length > 0) throw new Problem(wrong.join('\n'))
    })
}

/** Opened when it is read first, so that whoever reads it meets what is wrong with it. */
async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  yield* createReadStream(file)
}

const mostShown = 10

const isFeedName = (name: string): boolean => name.length <= 64 && /^[a-z0-9]+([_-][a-z0-9]+)*$/.test(name)

function summary({ feed, kind, rows, stored, ...report }: FeedReport): string[] {
  const { unchanged, outdated, rejected, removed, missing } = report
  const lacking = Object.entries(missing).filter(([, count]) => count > 0)
  return [
    `${feed} (${kind}): ${counted(rows, 'product')}, ${stored} stored, ${unchanged > 0 ? `${unchanged} unchanged, ` : ''}${rejected} rejected.`,
    ...(outdated > 0
      ? [`${outdated} passed over: a newer state of them is known, or the feed has them twice.`]
      : []),
    ...(removed > 0 ? [`${removed} taken out: the feed no longer has them.`] : []),
    ...lacking.map(([field, count]) => `${counted(count, 'product')} of the feed without ${field}.`),
  ]
}

function problemsOf(
  { rejected, nameless, lost, feed }: FeedReport,
  shown: readonly RejectedRow[],
  rejectedPath: string,
  full: boolean,
): string[] {
  const problems: string[] = []
  if (lost > 0)
    problems.push(
      `${feed} lost more than half of its products: ${lost} are missing. None was taken out. If that is so, repeat with --full --force.`,
    )
  if (full && nameless > 0)
    problems.push(
      `Nothing was taken out: of ${counted(nameless, 'row')} the id cannot be told, and it may be any product's.`,
    )
  if (rejected > 0) {
    const lines = shown.flatMap(row => row.faults.map(fault => wordsOf(row, fault)))
    problems.push(
      `${counted(rejected, 'product')} could not be used; ${rejectedPath} lists all of them:`,
      ...lines,
    )
  }
  return problems
}

const wordsOf = ({ line, id }: RejectedRow, { path, message }: RejectedRow['faults'][number]): string =>
  printable(
    `  line ${line}${id === undefined ? '' : ` (product ${id})`}${path === '' ? '' : `, ${path}`}: ${message}`,
  )

const explainUnreadable =
  (file: string) =>
  (error: NodeJS.ErrnoException): never => {
    if (error instanceof FeedFault)
      throw new Problem(
        `${file}: ${printable(error.message)} What came before it is stored; nothing was taken out.`,
      )
    if (error.syscall === 'open' || error.syscall === 'read')
      throw new Problem(`Cannot read ${file}: ${error.code}`)
    throw error
  }
