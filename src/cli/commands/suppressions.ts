// suppressions: which addresses may not be written to, and changing that by hand.
import type { Command } from 'commander'
import {
  addSuppressions,
  liftSuppression,
  listSuppressions,
  type SuppressionQuery,
} from '../../customers/index.js'
import { addressKey, parseAddressKey, type SuppressibleAddress } from '../../model/suppressed-address.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { readText } from '../read-text.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

const reasons = ['hard_bounce', 'complaint', 'opt_out', 'manual'] as const
type Reason = (typeof reasons)[number]
const by = 'cli'

export const addSuppressionCommands: AddCommand = (program, terminal) => {
  const suppressions = program
    .command('suppressions')
    .description(
      'addresses that are not written to: they bounced, complained, opted out, or were put there by hand',
    )
  addList(suppressions, terminal)
  addAdd(suppressions, terminal)
  addImport(suppressions, terminal)
  addRemove(suppressions, terminal)
}

interface ListOptions {
  readonly channel?: string
  readonly reason?: string
  readonly limit: string
  readonly json?: true
}

function addList(suppressions: Command, terminal: Terminal): void {
  suppressions
    .command('list')
    .description('list them, by channel and address')
    .option('--channel <channel>', 'only email or sms')
    .option('--reason <reason>', `only ${reasons.join(', ')}`)
    .option('--limit <count>', 'at most so many', '100')
    .option(...jsonOption)
    .action(async ({ json, ...options }: ListOptions) => {
      const query = queryOf(options)
      const found = await withServers(readConfig(), terminal, ({ db }) => listSuppressions(db, query))
      if (json) return printJson(terminal, { suppressions: found })
      if (found.length === 0) return terminal.out('No address is suppressed.')
      const columns = ['address', 'reason', 'since', 'note'].map(title => ({ title }))
      const rows = found.map(one => [addressKey(one), one.reason, shownTime(one.since), one.note ?? ''])
      for (const line of table(columns, rows)) terminal.out(line)
      if (found.length === query.limit) terminal.say('There may be more: say --limit.')
    })
}

function queryOf({ channel, reason, limit }: Omit<ListOptions, 'json'>): SuppressionQuery {
  if (channel !== undefined && channel !== 'email' && channel !== 'sms')
    throw misuse('--channel must be email or sms.')
  if (!/^[1-9]\d{0,5}$/.test(limit)) throw misuse('--limit must be a number from 1 to 999999.')
  return {
    channel,
    reason: reason === undefined ? undefined : reasonOf(reason),
    limit: Number(limit),
  }
}

function reasonOf(text: string): Reason {
  const reason = reasons.find(one => one === text)
  if (reason) return reason
  throw misuse(`--reason must be one of ${reasons.join(', ')}.`)
}

interface NoteOptions {
  readonly note?: string
  readonly json?: true
}

function addAdd(suppressions: Command, terminal: Terminal): void {
  suppressions
    .command('add <address>')
    .description(
      'write to it no more, whatever it has agreed to (email:ann@example.com or phone:+4915112345678)',
    )
    .option('--note <text>', 'why')
    .option(...jsonOption)
    .action(async (text: string, { note = '', json }: NoteOptions) => {
      const address = addressOf(text)
      const hand = { note: note === '' ? null : note, by }
      const added = await withServers(readConfig(), terminal, ({ db }) =>
        addSuppressions(db, [address], 'manual', hand),
      )
      if (json) return printJson(terminal, { key: addressKey(address), added: added > 0 })
      terminal.out(added > 0 ? `${addressKey(address)} is suppressed now.` : 'It was suppressed already.')
    })
}

function addImport(suppressions: Command, terminal: Terminal): void {
  suppressions
    .command('import <file>')
    .description('add the addresses of a file, one a line, such as the list of another provider')
    .option('--reason <reason>', `one of ${reasons.join(', ')}`, 'manual')
    .option('--note <text>', 'where the list comes from')
    .option(...jsonOption)
    .action(async (file: string, options: NoteOptions & { readonly reason: string }) => {
      const reason = reasonOf(options.reason)
      const { addresses, rejected } = addressesIn(await readText(file))
      const hand = { note: options.note ?? null, by }
      const added = await withServers(readConfig(), terminal, async ({ db }) => {
        let count = 0
        for (let n = 0; n < addresses.length; n += portion)
          count += await addSuppressions(db, addresses.slice(n, n + portion), reason, hand)
        return count
      })
      const known = addresses.length - added
      if (options.json) printJson(terminal, { added, known, rejected })
      else
        terminal.out(
          `${added.toLocaleString('en')} ${added === 1 ? 'address' : 'addresses'} added; ${known} it had already.`,
        )
      if (rejected.length > 0)
        throw new Problem(
          `No address in ${counted(rejected.length, 'line')}: number ${rejected.slice(0, 10).join(', ')}`,
        )
    })
}

const portion = 5_000

/** A line may be an address as it is, or one with its kind before it. */
function addressesIn(text: string): { addresses: SuppressibleAddress[]; rejected: number[] } {
  const addresses: SuppressibleAddress[] = []
  const rejected: number[] = []
  for (const [n, line] of text.split(/\r?\n/).entries()) {
    const word = line.trim().replace(/^"(.*)"$/, '$1')
    if (word === '') continue
    const address =
      parseAddressKey(word) ?? parseAddressKey(`${word.startsWith('+') ? 'phone' : 'email'}:${word}`)
    if (address) addresses.push(address)
    else rejected.push(n + 1)
  }
  return { addresses, rejected }
}

function addRemove(suppressions: Command, terminal: Terminal): void {
  suppressions
    .command('remove <address>')
    .description('write to it again, where it has agreed to that')
    .requiredOption('--note <text>', 'why it may be written to again: kept as evidence')
    .option(...jsonOption)
    .action(async (text: string, { note, json }: NoteOptions) => {
      const address = addressOf(text)
      if (!note?.trim()) throw misuse('--note must say why the address may be written to again.')
      const lifted = await withServers(readConfig(), terminal, ({ db }) =>
        liftSuppression(db, address, { note: note.trim(), by }),
      )
      if (json) return printJson(terminal, { key: addressKey(address), lifted })
      if (lifted === null) throw new Problem('It is not suppressed.')
      terminal.out(`${addressKey(address)} may be written to again; it was suppressed: ${lifted}.`)
    })
}

function addressOf(text: string): SuppressibleAddress {
  const address = parseAddressKey(text)
  if (address) return address
  throw misuse('Name the address as email:ann@example.com or phone:+4915112345678.')
}
