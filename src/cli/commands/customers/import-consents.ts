// customers import: brings in a list of addresses with what their owners have agreed to, or want no more.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Option } from 'commander'
import { now } from '../../../db/index.js'
import { createEventIntake } from '../../../ingest/index.js'
import { didYouMean } from '../../../journeys/definition/did-you-mean.js'
import { type Channel, channels } from '../../../model/channel.js'
import { ownSource } from '../../../model/event.js'
import { topicSchema } from '../../../model/topic.js'
import { readConfig } from '../../../platform/config.js'
import { eventsQueue } from '../../../queues.js'
import { type AddCommand, counted, jsonOption, printJson } from '../../command.js'
import { type ConsentReport, importConsents } from '../../import/import-consents.js'
import { knownNoes, publishedConsentSettings, storedIds } from '../../import/known-no-store.js'
import { type Format, formatOf, formats, readRows } from '../../import/read-rows.js'
import { rejectedCsv } from '../../import/rejected-csv.js'
import { wereErased } from '../../import/were-erased.js'
import { misuse, Problem } from '../../problem.js'
import type { Terminal } from '../../terminal.js'
import { type Opened, withServers } from '../../with-servers.js'

interface Options {
  channel: Channel
  topic?: string
  status: 'subscribed' | 'unsubscribed'
  method: 'single' | 'double'
  source?: string
  wording?: string
  consentAt?: string
  attributes?: string
  storedAs: string
  format?: Format
  force?: true
  json?: true
}

export const addImportConsents: AddCommand = (customers, terminal) => {
  customers
    .command('import <file>')
    .description(
      'import a CSV or NDJSON list with the columns email, phone or id; importing it again changes nothing',
    )
    .addOption(
      new Option('--channel <channel>', 'what they agreed to').choices(channels).makeOptionMandatory(),
    )
    .option('--topic <topic>', 'only this topic of the channel, as in settings.json')
    .addOption(
      new Option('--status <status>', 'what they said')
        .choices(['subscribed', 'unsubscribed'])
        .default('subscribed'),
    )
    .addOption(
      new Option('--method <method>', 'whether they have confirmed it')
        .choices(['single', 'double'])
        .default('single'),
    )
    .option('--source <text>', 'where they said so, such as "newsletter form 2024": kept as evidence')
    .option('--wording <text>', 'what they were shown: kept as evidence')
    .option('--consent-at <column or time>', 'when they said so; without it, now')
    .option('--attributes <columns>', 'columns that become attributes, separated by commas')
    .option('--stored-as <name>', 'the source its events are stored under', 'import')
    .addOption(new Option('--format <format>', 'where the file name does not tell').choices(formats))
    .option('--force', 'also with a topic that the published settings do not name')
    .option(...jsonOption)
    .action((file: string, options: Options) => runImport(terminal, file, options))
}

async function runImport(terminal: Terminal, file: string, options: Options): Promise<void> {
  const format = checked(file, options)
  const hash = await hashOf(file, options)
  const rejectedPath = `${file}.rejected.csv`
  const rejected = await rejectedCsv(rejectedPath)
  const report = await withServers(readConfig(), terminal, async opened => {
    await checkSettings(terminal, opened, options)
    return await importConsents({
      rows: readRows(file, format),
      list: { ...listOf(options), hash, now: await now(opened.db) },
      storedAs: options.storedAs,
      intake: intakeOf(opened),
      knownNoes: found => knownNoes(opened.db, found, options.channel, options.topic),
      stored: ids => storedIds(opened.db, options.storedAs, ids),
      erased: said => wereErased(opened.db, said),
      reject: rejected.write,
      onProgress: ({ accepted, waiting }) =>
        terminal.progress(`${counted(accepted, 'event')} handed on${waiting ? ', waiting' : ''}`),
    })
  }).finally(rejected.close)
  if (options.json)
    printJson(terminal, { ...report, rejectedFile: report.rejected > 0 ? rejectedPath : null })
  else terminal.out(summary(report))
  if (report.rejected > 0)
    throw new Problem(`${counted(report.rejected, 'row')} could not be used; ${rejectedPath} says why.`)
}

/** Answers the format; throws where the options make no sense. */
function checked(file: string, { source, status, topic, storedAs, format }: Options): Format {
  if (status === 'subscribed' && !source?.trim())
    throw misuse(
      'Say by --source where they agreed, such as --source "newsletter form 2024": it is the evidence.',
    )
  if (topic !== undefined && !topicSchema.safeParse(topic).success)
    throw misuse(`${topic} is no name of a topic: it must be one such as newsletter.`)
  if (storedAs === ownSource) throw misuse(`The source "${ownSource}" is Triggerfish's own.`)
  const known = format ?? formatOf(file)
  if (!known) throw misuse(`Is ${file} CSV or NDJSON? Say so with --format.`)
  return known
}

const listOf = ({
  channel,
  topic,
  status,
  method,
  source,
  wording,
  consentAt,
  attributes = '',
}: Options) => ({
  channel,
  topic,
  status,
  method,
  source: source?.trim() || undefined,
  wording,
  consentAt,
  attributes: attributes
    .split(',')
    .map(column => column.trim())
    .filter(Boolean),
})

/** The same file, imported to say the same, gives the same. */
async function hashOf(
  file: string,
  { consentAt = '', wording = '', source = '', method }: Options,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([consentAt, wording, source, method]))
  await pipeline(createReadStream(file), hash).catch((error: NodeJS.ErrnoException) => {
    throw new Problem(`Cannot read ${file}: ${error.code}`)
  })
  return hash.digest('hex').slice(0, 24)
}

const intakeOf = ({ db, broker }: Opened) => {
  const intake = createEventIntake({ broker: broker() })
  return {
    accept: (events: Parameters<typeof intake.accept>[0]) => intake.accept(events),
    depth: () => broker().depth(eventsQueue),
    now: () => now(db),
  }
}

/** Throws where the settings do not know the topic: a word mistyped here would be consent to nothing. */
async function checkSettings(terminal: Terminal, { db }: Opened, options: Options): Promise<void> {
  const { topic, channel, method, status, force } = options
  const { topics, doubleOptIn } = await publishedConsentSettings(db)
  if (topic !== undefined && !topics.includes(topic) && !force)
    throw misuse(
      `The published settings name no topic "${topic}"${didYouMean(topic, topics) || '.'} To import for it all the same, say --force.`,
    )
  if (status === 'subscribed' && method === 'single' && doubleOptIn.includes(channel))
    terminal.say(
      'The settings want consent to be confirmed ("doubleOptIn"): these rows only ask for it. If they have confirmed it already, say --method double.',
    )
}

const summary = ({ rows, imported, known, knownNo, erased, duplicates, rejected }: ConsentReport): string =>
  [
    `${counted(rows, 'row')}: ${imported.toLocaleString('en')} imported`,
    ...(known > 0 ? [`${known.toLocaleString('en')} imported before`] : []),
    `${knownNo.toLocaleString('en')} left unsubscribed, as they are known to be`,
    ...(erased > 0 ? [`${erased.toLocaleString('en')} left out, because they were erased since`] : []),
    `${duplicates.toLocaleString('en')} there twice`,
    `${rejected.toLocaleString('en')} rejected.`,
  ].join(', ')
