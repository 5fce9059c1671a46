// customers show: who somebody is, and where they stand.
import { readConfig } from '../../../platform/config.js'
import { showCustomer } from '../../../privacy/index.js'
import { type AddCommand, jsonOption, printJson } from '../../command.js'
import { customerKeyOf, customerKeys, nobodyKnown } from '../../customer-key.js'
import { printable, table } from '../../table.js'
import { withServers } from '../../with-servers.js'

type Shown = NonNullable<Awaited<ReturnType<typeof showCustomer>>>

export const addShow: AddCommand = (customers, terminal) => {
  customers
    .command('show <key>')
    .description(`who a customer is (${customerKeys})`)
    .option(...jsonOption)
    .action(async (text: string, { json }: { json?: true }) => {
      const key = customerKeyOf(text)
      const customer = await withServers(readConfig(), terminal, ({ db }) => showCustomer(db, key))
      if (!customer) throw nobodyKnown()
      if (json) return printJson(terminal, customer)
      for (const line of table([{ title: 'what' }, { title: 'is' }], rowsOf(customer))) terminal.out(line)
    })
}

const rowsOf = ({
  names,
  attributes,
  consents,
  suppressions,
  enrollments,
  counts,
  createdAt,
}: Shown): string[][] =>
  [
    ...names.map(({ kind, value }) => [kind, value]),
    ['known since', createdAt],
    ...Object.entries(consents).flatMap(([channel, { status, at, topics }]) => [
      [`${channel} consent`, at === null ? status : `${status} since ${at}`],
      ...Object.entries(topics).map(([topic, word]) => [
        `${channel} consent to ${topic}`,
        `${(word as { status?: string } | null)?.status ?? ''}${status === 'unsubscribed' ? ', but the channel is closed' : ''}`,
      ]),
    ]),
    ...suppressions.map(({ channel, reason }) => [`${channel} suppressed`, reason]),
    ...enrollments.map(({ journeyId, key, stepId }) => [
      'in journey',
      `${key === '' ? journeyId : `${journeyId}(${key})`}${stepId === null ? '' : ` at ${stepId}`}`,
    ]),
    ...Object.entries(attributes).map(([name, value]) => [
      `attribute ${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
    ...Object.entries(counts).map(([what, count]) => [what, String(count)]),
  ].map(row => row.map(printable))
