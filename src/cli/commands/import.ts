// import events: brings in what shoppers did elsewhere or before, from a CSV or NDJSON file.
import { type Command, Option } from 'commander'
import { now } from '../../db/index.js'
import { createEventIntake } from '../../ingest/index.js'
import { ownSource } from '../../model/event.js'
import { readConfig } from '../../platform/config.js'
import { eventsQueue } from '../../queues.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { type Intake, importEvents } from '../import/import-events.js'
import { rowMapper } from '../import/map-row.js'
import { readMap } from '../import/read-map.js'
import { type Format, formatOf, formats, readRows } from '../import/read-rows.js'
import { rejectedFile } from '../import/rejected-file.js'
import { misuse, Problem } from '../problem.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addImport: AddCommand = (program, terminal) => {
  const command = program.command('import').description('bring in data from elsewhere')
  addEvents(command, terminal)
}

interface ImportOptions {
  map: string
  source: string
  format?: Format
  dryRun?: true
  json?: true
}

function addEvents(command: Command, terminal: Terminal): void {
  command
    .command('events <file>')
    .description('import a CSV or NDJSON file of events; importing it again stores nothing twice')
    .requiredOption('--map <file>', 'how rows become events (see examples/rees46-map.json)')
    .option('--source <name>', 'what the events are stored under', 'import')
    .addOption(new Option('--format <format>', 'where the file name does not tell').choices(formats))
    .option('--dry-run', 'check every row, store nothing')
    .option(...jsonOption)
    .action(async (file: string, options: ImportOptions) => {
      if (options.source === ownSource) throw misuse(`The source "${ownSource}" is Triggerfish's own.`)
      const map = rowMapper(await readMap(options.map))
      const format = options.format ?? formatOf(file)
      if (!format) throw misuse(`Is ${file} CSV or NDJSON? Say so with --format.`)
      const rows = readRows(file, format)
      const rejectedPath = `${file}.rejected.ndjson`
      const rejected = await rejectedFile(rejectedPath)
      const work = (intake: Intake) =>
        importEvents({
          rows,
          map,
          source: options.source,
          intake,
          ...watcher(terminal),
          reject: rejected.write,
        })
      const count = await (options.dryRun ? work(nowhere) : withQueue(terminal, work))
        .catch(explainUnreadable(file))
        .finally(rejected.close)
      if (options.json)
        printJson(terminal, { ...count, rejectedFile: count.rejected > 0 ? rejectedPath : null })
      else terminal.out(summary(count, options.dryRun === true))
      if (count.rejected > 0)
        throw new Problem(`${counted(count.rejected, 'row')} could not be used; ${rejectedPath} says why.`)
    })
}

const nowhere: Intake = { accept: async () => {}, depth: async () => 0, now: async () => new Date() }

const withQueue = <T>(terminal: Terminal, work: (intake: Intake) => Promise<T>): Promise<T> =>
  withServers(readConfig(), terminal, async ({ db, broker }) => {
    const intake = createEventIntake({ broker: broker() })
    return await work({
      accept: events => intake.accept(events),
      depth: () => broker().depth(eventsQueue),
      now: () => now(db),
    })
  })

function watcher(terminal: Terminal) {
  let told = false
  return {
    onProgress({
      rows,
      accepted,
      rejected,
      waiting,
    }: Parameters<NonNullable<Parameters<typeof importEvents>[0]['onProgress']>>[0]) {
      terminal.progress(
        `${counted(rows, 'row')}, ${accepted} accepted, ${rejected} rejected${waiting ? ', waiting' : ''}`,
      )
      if (waiting && !told) terminal.say('The queue is full: going on as it empties. Is `npm start` running?')
      told ||= waiting
    },
  }
}

const summary = (
  { rows, accepted, rejected }: { rows: number; accepted: number; rejected: number },
  dry: boolean,
) =>
  `${counted(rows, 'row')}: ${accepted} ${dry ? 'good' : 'accepted'}, ${rejected} rejected.${dry ? ' Nothing was stored.' : ''}`

const explainUnreadable =
  (file: string) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.syscall === 'open' || error.syscall === 'read')
      throw new Problem(`Cannot read ${file}: ${error.code}`)
    throw error
  }
