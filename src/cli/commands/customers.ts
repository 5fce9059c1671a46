// customers: who somebody is, what is known of them, and how they are forgotten. Each file in customers/ is one command.
import type { AddCommand } from '../command.js'
import { addErase } from './customers/erase.js'
import { addExport } from './customers/export.js'
import { addImportConsents } from './customers/import-consents.js'
import { addMerges } from './customers/merges.js'
import { addRequests } from './customers/requests.js'
import { addShow } from './customers/show.js'
import { addSplit } from './customers/split.js'
import { addTombstones } from './customers/tombstones.js'

const commands: readonly AddCommand[] = [
  addShow,
  addExport,
  addErase,
  addRequests,
  addTombstones,
  addMerges,
  addSplit,
  addImportConsents,
]

export const addCustomers: AddCommand = (program, terminal) => {
  const customers = program.command('customers').description('who customers are, and what is known of them')
  for (const add of commands) add(customers, terminal)
}
