// customers export: everything that is known of somebody, as JSON, for themselves.
import { readConfig } from '../../../platform/config.js'
import { exportCustomers, finishExport, namesOfRequest } from '../../../privacy/index.js'
import type { AddCommand } from '../../command.js'
import { customerKeyOf, nobodyKnown } from '../../customer-key.js'
import { misuse } from '../../problem.js'
import { withServers } from '../../with-servers.js'

export const addExport: AddCommand = (customers, terminal) => {
  customers
    .command('export [key]')
    .description('everything that is known of a customer, as JSON')
    .option('--request <id>', 'of whom this request is (see `customers requests`), which is done with that')
    .option('--json', 'it is JSON anyhow')
    .action(async (text: string | undefined, { request }: { request?: string }) => {
      if ((text === undefined) === (request === undefined))
        throw misuse('Name the customer by a key such as email:ann@example.com, or a request by --request.')
      const given = text === undefined ? null : customerKeyOf(text)
      const found = await withServers(readConfig(), terminal, async ({ db }) => {
        const keys = given ? [given] : await namesOfRequest(db, request ?? '')
        if (keys === null)
          throw misuse('There is no open request of that id: see `triggerfish customers requests`.')
        const write = async (piece: string): Promise<void> => terminal.out(piece)
        const found = (await exportCustomers(db, keys, write)) > 0
        if (request !== undefined) await finishExport(db, request, found)
        return found
      })
      if (!found)
        throw nobodyKnown(request === undefined ? '' : ' The request is done: there is nothing to be told.')
    })
}
