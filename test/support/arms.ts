// Rows of report_arms as tests think of them: one for each number of days since those it counts had entered before.
import { type Insertable, type Kysely, sql } from 'kysely'
import type { Database } from '../../src/db/tables.js'

export type ArmOfGap = Pick<
  Insertable<Database['report_arms']>,
  'journey_id' | 'day' | 'version' | 'split' | 'arm' | 'goal' | 'currency'
> & {
  /** 0: had never entered before. */
  readonly gap?: number
  readonly entrants: number
  readonly converted: number
  readonly value: string
  readonly squares: string
  /** The number and the amount of each. */
  readonly buyers?: readonly (readonly [number, string])[]
}

/** As counting writes them. */
export async function insertArms(db: Kysely<Database>, rows: readonly ArmOfGap[]): Promise<void> {
  const cells = new Map<string, ArmOfGap[]>()
  for (const row of rows) {
    const { journey_id, day, version, split, arm, goal, currency } = row
    const key = JSON.stringify({ journey_id, day, version, split, arm, goal, currency })
    cells.set(key, [...(cells.get(key) ?? []), row])
  }
  await db
    .insertInto('report_arms')
    .values([...cells].map(([key, ofCell]) => ({ ...JSON.parse(key), ...sumsOf(ofCell) })))
    .execute()
}

function sumsOf(rows: readonly ArmOfGap[]) {
  const again = rows.filter(({ gap = 0 }) => gap > 0).sort((a, b) => a.gap! - b.gap!)
  const sum = (of: readonly ArmOfGap[], figure: 'entrants' | 'converted' | 'value' | 'squares'): number =>
    of.reduce((total, row) => total + Number(row[figure]), 0)
  const upTo = (figure: Parameters<typeof sum>[1]): number[] =>
    again.map((_, index) => sum(again.slice(0, index + 1), figure))
  const bought = rows.flatMap(({ gap = 0, buyers = [] }) =>
    buyers.map(([buyer, amount]) => ({ buyer, gap, amount })),
  )
  return {
    entrants: sum(rows, 'entrants'),
    converted: sum(rows, 'converted'),
    value: String(sum(rows, 'value')),
    squares: String(sum(rows, 'squares')),
    again_gaps: again.map(({ gap }) => gap!),
    again_entrants: upTo('entrants'),
    again_converted: upTo('converted'),
    again_value: upTo('value').map(String),
    again_squares: upTo('squares').map(String),
    buyers: bought.map(({ buyer }) => buyer),
    buyer_gaps: bought.map(({ gap }) => gap),
    buyer_amounts: bought.map(({ amount }) => amount),
  }
}

/** What the table holds, taken apart again: `rows` of ArmOfGap, those of nobody and nothing left out. */
export const armsOfGaps = sql`
  select journey_id, day, version, split, arm, gap, goal, currency, entrants, converted, value, squares
  from (
    select *, 0 as gap from (
      select journey_id, day, version, split, arm, goal, currency,
        entrants - coalesce(again_entrants[cardinality(again_entrants)], 0) as entrants,
        converted - coalesce(again_converted[cardinality(again_converted)], 0) as converted,
        value - coalesce(again_value[cardinality(again_value)], 0) as value,
        squares - coalesce(again_squares[cardinality(again_squares)], 0) as squares
      from report_arms
    ) first
    union all
    select journey_id, day, version, split, arm, goal, currency,
      coalesce(again_entrants[n] - coalesce(again_entrants[n - 1], 0), 0),
      coalesce(again_converted[n] - coalesce(again_converted[n - 1], 0), 0),
      coalesce(again_value[n] - coalesce(again_value[n - 1], 0), 0),
      coalesce(again_squares[n] - coalesce(again_squares[n - 1], 0), 0), gap
    from report_arms, unnest(again_gaps) with ordinality as g(gap, n)
  ) rows
  where entrants <> 0 or value <> 0 or squares <> 0`

/** How many bought for what, by gap: the lists of buyers taken apart again. */
export const buyersOfGaps = sql`
  select journey_id, day, version, split, arm, gap, goal, amounts, count(*) as times
  from (
    select journey_id, day, version, split, arm, gap, goal,
      string_agg(currency || ' ' || trim_scale(amount), ', ' order by currency) as amounts
    from report_arms, unnest(buyers, buyer_gaps, buyer_amounts) as b(buyer, gap, amount)
    group by journey_id, day, version, split, arm, gap, goal, buyer
  ) bought group by journey_id, day, version, split, arm, gap, goal, amounts`
