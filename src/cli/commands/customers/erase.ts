// customers erase: somebody is forgotten, or everybody of a shop that has left. Says afterwards no more than it keeps.
import { readConfig } from '../../../platform/config.js'
import { countCustomersOnlyOf, eraseCustomer, eraseShop } from '../../../privacy/index.js'
import { type AddCommand, counted, jsonOption, printJson, shownTime } from '../../command.js'
import { customerKeyOf, nobodyKnown } from '../../customer-key.js'
import { misuse } from '../../problem.js'
import type { Terminal } from '../../terminal.js'
import { withServers } from '../../with-servers.js'

interface Options {
  source?: string
  yes?: true
  json?: true
}

export const addErase: AddCommand = (customers, terminal) => {
  customers
    .command('erase [key]')
    .description('forget a customer, everywhere and at once; nobody can take that back')
    .option('--source <id>', 'instead: everybody of whom only this source has told')
    .option('--yes', 'yes, all of them (with --source)')
    .option(...jsonOption)
    .action(async (key: string | undefined, options: Options) => {
      if ((key === undefined) === (options.source === undefined))
        throw misuse('Name the customer by a key such as email:ann@example.com, or a source by --source.')
      if (key !== undefined) await eraseOne(terminal, key, options)
      else await eraseAll(terminal, options.source ?? '', options)
    })
}

async function eraseOne(terminal: Terminal, text: string, { json }: Options): Promise<void> {
  const key = customerKeyOf(text)
  const { known, ...erasure } = await withServers(readConfig(), terminal, ({ db, broker }) =>
    eraseCustomer({ db, broker: broker() }, key),
  )
  if (!known) throw nobodyKnown(' What was on its way under it is dropped.')
  if (json) printJson(terminal, erasure)
  else terminal.out(`Erased at ${shownTime(erasure.erasedAt)}. Receipt: ${erasure.receipt}`)
}

async function eraseAll(terminal: Terminal, source: string, { yes, json }: Options): Promise<void> {
  await withServers(readConfig(), terminal, async ({ db, broker }) => {
    const count = await countCustomersOnlyOf(db, source)
    if (!yes)
      throw misuse(`This forgets ${counted(count, 'customer')} for ever: say --yes if that is what you want.`)
    const erased = await eraseShop({ db, broker: broker() }, source, done =>
      terminal.progress(`${done.toLocaleString('en')} of ${counted(count, 'customer')} erased`),
    )
    if (json) printJson(terminal, { source, erased })
    else terminal.out(`${counted(erased, 'customer')} erased.`)
  })
}
