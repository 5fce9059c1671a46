// senders: who sends email and SMS, in which order, and whether one of them works. Asks neither database nor Redis, and
// never shows a secret.
import type { Command } from 'commander'
import {
  type NamedSender,
  type OutgoingEmail,
  type OutgoingSms,
  type SendResult,
  sendersFrom,
} from '../../dispatch/index.js'
import { readWorkspace } from '../../journeys/workspace/index.js'
import type { Channel } from '../../model/channel.js'
import { readConfig } from '../../platform/config.js'
import { createLogger } from '../../platform/logger.js'
import { newId } from '../../platform/new-id.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { senderAdvice } from '../sender-advice.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'

export const addSenders: AddCommand = (program, terminal) => {
  const senders = program.command('senders').description('who sends email and SMS, and whether it works')
  addList(senders, terminal)
  addTest(senders, terminal)
}

type AnySender = NamedSender<OutgoingEmail> | NamedSender<OutgoingSms>

function addList(senders: Command, terminal: Terminal): void {
  senders
    .command('list')
    .description('list the senders of each channel, in the order in which they stand in for each other')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const { email, sms } = opened()
      const rows = [...email, ...sms].map(shown)
      await closed([...email, ...sms])
      if (json) return printJson(terminal, { senders: rows })
      if (rows.length === 0) return terminal.out('No sender is set up: set SMTP_URL, or write senders.json.')
      const columns = ['channel', 'name', 'kind', 'at most', 'plan'].map(title => ({ title }))
      const cells = rows.map(({ channel, name, kind, rate, warmUp }) => [
        channel,
        name,
        kind,
        rate ? `${counted(rate.max, 'message')} per ${rate.per}` : '',
        warmUp ? `from ${warmUp.from}, ${counted(warmUp.perDay.length, 'day')}` : '',
      ])
      for (const line of table(columns, cells)) terminal.out(line)
    })
}

const shown = ({ name, kind, sender, rate, domains, warmUp }: AnySender) => ({
  channel: sender.channel,
  name,
  kind,
  ...(rate && { rate }),
  ...(domains && { domains }),
  ...(warmUp && { warmUp }),
})

interface TestOptions {
  readonly to: string
  readonly from?: string
  readonly json?: true
}

function addTest(senders: Command, terminal: Terminal): void {
  senders
    .command('test <name>')
    .description('send one message by a sender, whatever its rate, and say what became of it')
    .requiredOption(
      '--to <address>',
      'an email address or a phone number of your own, such as +4915112345678',
    )
    .option('--from <address>', 'for email; by default that of the workspace')
    .option(...jsonOption)
    .action(async (name: string, { to, from, json }: TestOptions) => {
      const result = to.includes('@') ? await testEmail(name, to, from) : await testSms(name, to)
      const advice = senderAdvice(result)
      if (json) printJson(terminal, { sender: name, result, ...(advice !== undefined && { advice }) })
      if (result.kind !== 'sent') throw new Problem(`${name}: ${said(result)}.${advice ? ` ${advice}` : ''}`)
      if (!json) terminal.out(`${name} took it${result.providerId ? `, as ${result.providerId}` : ''}.`)
    })
}

const opened = () => sendersFrom(readConfig(), { logger: createLogger({ level: 'info' }) })

async function closed(senders: readonly AnySender[]): Promise<void> {
  for (const { sender } of senders) await sender.close()
}

const subject = 'Triggerfish can send'
const text = 'This message was sent by `triggerfish senders test`. Nothing needs to be done.'

async function testEmail(name: string, to: string, from: string | undefined): Promise<SendResult> {
  const sender = { address: from ?? (await workspaceFrom()), name: '' }
  const id = newId()
  return await tried(opened().email, 'email', name, {
    id,
    category: 'transactional',
    messageId: `<${id}@${sender.address.split('@').at(-1)}>`,
    from: sender,
    to,
    subject,
    html: `<p>${text}</p>`,
    text,
  })
}

async function testSms(name: string, to: string): Promise<SendResult> {
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    throw misuse(`--to must be an email address, or a phone number such as +4915112345678.`)
  return await tried(opened().sms, 'sms', name, { id: newId(), category: 'transactional', to, text })
}

async function tried<M>(
  senders: readonly NamedSender<M>[],
  channel: Channel,
  name: string,
  message: M,
): Promise<SendResult> {
  const named = senders.find(sender => sender.name === name)
  if (!named)
    throw misuse(
      `There is no sender ${name} for ${channel}: \`triggerfish senders list\` shows those there are.`,
    )
  try {
    return await named.sender.send(message, async () => true)
  } finally {
    for (const { sender } of senders) await sender.close()
  }
}

async function workspaceFrom(): Promise<string> {
  const { workspace } = await readWorkspace(readConfig().workspace)
  if (!workspace) throw misuse('The workspace has errors: name the address with --from.')
  return workspace.settings.senders.email.from
}

function said(result: Exclude<SendResult, { kind: 'sent' }>): string {
  if (result.kind === 'not_sent') return 'nothing was sent'
  const meaning = {
    retry: 'it was not taken, and would be tried again later',
    defer: 'there is no room under its rate now',
    give_up: 'it was refused for good',
    unknown: 'nobody knows whether it was taken',
  }[result.kind]
  return `${meaning} (${result.reason})`
}
