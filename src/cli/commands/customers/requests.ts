// customers requests: who has asked to be told or forgotten, and how long there is to answer.
import { readConfig } from '../../../platform/config.js'
import { listOpenRequests, type PrivacyRequest } from '../../../privacy/index.js'
import { type AddCommand, jsonOption, printJson, shownTime } from '../../command.js'
import { table } from '../../table.js'
import { withServers } from '../../with-servers.js'

export const addRequests: AddCommand = (customers, terminal) => {
  customers
    .command('requests')
    .description('requests of customers and shops that wait for somebody, the most urgent first')
    .option(...jsonOption)
    .action(async ({ json }: { json?: true }) => {
      const requests = await withServers(readConfig(), terminal, ({ db }) => listOpenRequests(db))
      if (json) return printJson(terminal, { requests })
      if (requests.length === 0) return terminal.out('No request waits.')
      const columns = ['id', 'wish', 'who', 'source', 'received at', 'days left'].map(title => ({ title }))
      for (const line of table(columns, requests.map(rowOf))) terminal.out(line)
      terminal.say(
        'Answer by `triggerfish customers export --request ID`, or `customers erase --source SOURCE --yes`.',
      )
    })
}

const rowOf = ({ id, kind, names, source, receivedAt, daysLeft }: PrivacyRequest): string[] => [
  id,
  kind,
  names.email ?? Object.values(names)[0] ?? 'everybody',
  source,
  shownTime(receivedAt),
  daysLeft < 0 ? `overdue by ${-daysLeft}` : String(daysLeft),
]
