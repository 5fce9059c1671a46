// Who shops in the made-up shop, and by which names: some are known from the first, some are a browser before they log in,
// some are two customers whom the shop finds out to be one. Pure: all chance is handed in.
import type { Random } from '../../../src/demo/random.js'
import type { Identifiers } from '../../../src/model/customer.js'

export interface Shopper {
  readonly n: number
  readonly country: string
  readonly currency: string
  readonly subscribed: boolean
  /** How they are known before `joins`. */
  readonly before: Identifiers
  /** How they are known from then on. */
  readonly after: Identifiers
  /** The share of the time after which they log in, or their two accounts become one; null: nothing changes. */
  readonly joins: number | null
}

const countries = [
  ['DE', 5],
  ['AT', 2],
  ['US', 2],
  ['GB', 1],
  ['', 1],
] as const

const currencies: Readonly<Record<string, string>> = { US: 'USD', GB: 'GBP' }

const domains = ['gmail.com', 'gmx.de', 'outlook.com', 'fern-family.example'] as const

export function aShopper(random: Random, n: number): Shopper {
  const country = random.weighted(countries)
  const names = {
    id: `c-${n}`,
    email: `p${n}@${random.pick(domains)}`,
    phone: `+4915${String(100_000_000 + n)}`,
  }
  const kind = random.weighted([
    ['known', 6],
    ['browser', 3],
    ['twice', 2],
    ['shared', 1],
  ] as const)
  const common = {
    n,
    country,
    currency: currencies[country] ?? 'EUR',
    subscribed: random.chance(0.85),
    after: names,
  }
  const joins = 0.1 + random.next() * 0.9
  if (kind === 'known') return { ...common, before: names, joins: null }
  if (kind === 'browser') return { ...common, before: { anonymousId: `b-${n}` }, joins }
  if (kind === 'twice')
    return {
      ...common,
      before: { id: `old-${n}`, email: `old${n}@gmail.com` },
      joins: random.chance(0.8) ? joins : null,
    }
  return { ...common, before: { email: names.email }, joins }
}
