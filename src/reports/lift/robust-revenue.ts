// Revenue per entrant without trusting a few large orders: capped at the 99th percentile of buyers, and drawn anew from
// itself. Needs the amount of each buyer, so only where one comparison is asked for.
import type { Db } from '../../db/tables.js'
import {
  bootstrapDifference,
  capOf,
  differenceOfMeans,
  type Estimate,
  levelForEach,
  type Weighted,
  winsorize,
} from '../../statistics/index.js'
import { rateOf } from '../estimated-amount.js'
import type { ReportSettings } from '../report-kind.js'
import type { Arm } from './arm.js'
import { readBuyers } from './buyers-queries.js'
import type { Group } from './group.js'
import type { Groups } from './read-groups.js'

export interface Robust {
  readonly cap: number
  readonly winsorized: Estimate | null
  readonly bootstrap: Estimate | null
}

interface Asked {
  readonly treated: Arm
  readonly group: Group
  readonly found: Groups
  readonly settings: ReportSettings
}

/** Beyond so many, a mean of orders is near enough to normal, and reading them one by one would take too long. */
const mostBuyers = 10_000

/** null: too many buyers, or none; Welch's interval is right then, or there is nothing to say. */
export async function robustRevenue(
  db: Db,
  { treated, group, found, settings }: Asked,
): Promise<Robust | null> {
  const { control } = group
  const buyers = treated.converted + control.converted
  if (buyers === 0 || buyers > mostBuyers || found.read.split === 'global') return null
  const rates = Object.keys({ ...settings.rates, [settings.currency]: '1' }).map(currency => ({
    currency,
    rate: rateOf(currency, settings) ?? 0,
  }))
  const { journeyId: journey, versions } = group
  const values = await readBuyers(db, { ...found.read, journey, versions, rates })
  const valuesOf = (arm: string): Weighted[] =>
    values.flatMap(row => (row.arm === arm ? { value: row.value, count: row.count } : []))
  const arms = [
    { values: valuesOf(treated.name), n: treated.entrants },
    { values: valuesOf(control.name), n: control.entrants },
  ] as const
  const level = levelForEach(group.others.length)
  const cap = capOf(arms.flatMap(arm => arm.values))
  const [one, two] = arms.map(arm => winsorize(arm.values, arm.n, cap))
  const seed = `${journey} ${found.read.from} ${found.read.to} ${treated.name}`
  return {
    cap,
    winsorized: differenceOfMeans(one!, two!, level),
    bootstrap: bootstrapDifference(withZeros(arms[0]), withZeros(arms[1]), { level, seed }),
  }
}

function withZeros({ values, n }: { readonly values: readonly Weighted[]; readonly n: number }): Weighted[] {
  const buyers = values.reduce((sum, { count }) => sum + count, 0)
  return n > buyers ? [{ value: 0, count: n - buyers }, ...values] : [...values]
}
