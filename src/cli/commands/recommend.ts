// recommend: what would be recommended beside a product now, to whom, and why; and why the rest would not.
import {
  type Choice,
  type Kind,
  type LeftOutBecause,
  loadKnownProducts,
  publishedRules,
  recommend,
} from '../../catalog/index.js'
import { findCustomerId } from '../../customers/index.js'
import type { Db } from '../../db/tables.js'
import { readConfig } from '../../platform/config.js'
import { type AddCommand, jsonOption, printJson } from '../command.js'
import { customerKeyOf, customerKeys, nobodyKnown } from '../customer-key.js'
import { table } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addRecommend: AddCommand = (program, terminal) => {
  program
    .command('recommend <product>')
    .description('what is recommended beside a product, and why; and why other products are not')
    .option('--customer <key>', `to this customer (${customerKeys})`)
    .option(...jsonOption)
    .action(async (product: string, { customer, json }: { customer?: string; json?: true }) => {
      const { isKnown, kinds } = await withServers(readConfig(), terminal, async ({ db }) => ({
        isKnown: (await loadKnownProducts(db, [product])).has(product),
        kinds: await recommended(db, product, customer),
      }))
      if (json) return printJson(terminal, { product, kinds: forPrograms(kinds) })
      if (!isKnown)
        terminal.say(
          `The catalog does not know ${product}${standIn(kinds) ? ': best sellers stand in.' : '.'}`,
        )
      for (const [kind, choice] of kinds) printChoice(terminal, kind, choice)
    })
}

const standIn = (kinds: readonly [Kind, Choice][]): boolean =>
  kinds.some(([kind, { chosen }]) => kind === 'bestSellers' && chosen.length > 0)

async function recommended(db: Db, product: string, customer?: string): Promise<[Kind, Choice][]> {
  const customerId = customer === undefined ? null : await customerNamed(db, customer)
  const [answer] = await recommend(db, [{ customerId, items: [product] }], await publishedRules(db))
  return Object.entries(answer ?? {}) as [Kind, Choice][]
}

async function customerNamed(db: Db, text: string): Promise<string> {
  const key = customerKeyOf(text)
  const id = await findCustomerId(db, key.kind, key.value)
  if (id === undefined) throw nobodyKnown()
  return id
}

/** What was chosen without its offer, which the catalog tells. */
const forPrograms = (kinds: readonly [Kind, Choice][]) =>
  Object.fromEntries(
    kinds.map(([kind, { chosen, leftOut }]) => [
      kind,
      { recommended: chosen.map(({ offer: { name }, ...one }) => ({ ...one, name })), leftOut },
    ]),
  )

const words: Readonly<Record<LeftOutBecause, string>> = {
  in_the_message: 'it is the product itself',
  bought_lately: 'the customer bought it within 90 days',
  not_in_the_catalog: 'the catalog does not know it',
  removed: 'it is no longer in the catalog',
  out_of_stock: 'it is out of stock',
  enough: 'ten are enough',
}

const columns = [
  { title: 'product' },
  { title: 'name' },
  { title: 'score', align: 'right' as const },
  { title: 'support', align: 'right' as const },
  { title: 'why' },
]

function printChoice(terminal: Terminal, kind: Kind, { chosen, leftOut }: Choice): void {
  terminal.out(terminal.paint('bold', kind))
  if (chosen.length + leftOut.length === 0) terminal.out('  nothing')
  const rows = [
    ...chosen.map(({ offer, ...one }) => rowOf(one, offer.name ?? '', one.reason)),
    ...leftOut.map(one => rowOf(one, '', `not recommended: ${words[one.because]} (${one.reason})`)),
  ]
  const lines = rows.length > 0 ? table(columns, rows) : []
  for (const line of lines) terminal.out(`  ${line}`)
}

const rowOf = (
  { productId, score, support }: { productId: string; score: number; support: number | null },
  name: string,
  why: string,
): string[] => [productId, name, score.toFixed(3), support === null ? 'rule' : String(support), why]
