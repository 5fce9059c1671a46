// Where to look when arms have not the sizes they were drawn for: the day, version and country that stray the farthest.
import type { Db } from '../../db/tables.js'
import { armsByDay, holdoutByCountry } from './arms-queries.js'
import { type Slice, worstSlice } from './fit.js'
import type { Group } from './group.js'
import type { Groups } from './read-groups.js'

export async function whereToLook(db: Db, group: Group, { read, plans }: Groups): Promise<Slice[]> {
  const plan = plans.findLast(
    ({ journeyId, version }) =>
      journeyId === group.journeyId && (group.version === null || version === group.version),
  )
  if (!plan) return []
  const names = plan.arms.map(({ name }) => name)
  const shares = plan.arms.map(({ share }) => share)
  const days = (await armsByDay(db, { ...read, journey: group.journeyId })).filter(
    ({ version }) => group.version === null || version === group.version,
  )
  const countries =
    read.split === 'holdout' ? await holdoutByCountry(db, plan.days ?? read, group.journeyId) : []
  const kinds = [
    slices(days, names, row => row.day),
    group.version === null ? slices(days, names, row => `version ${row.version}`) : [],
    slices(
      countries.map(({ country, held, entered }) => ({
        country,
        arm: held ? 'held_out' : 'treated',
        entrants: entered,
      })),
      names,
      ({ country }) => (country === '' ? 'customers without a country' : country),
    ),
  ]
  return kinds.flatMap(kind => (kind.length > 1 ? (worstSlice(kind, shares) ?? []) : []))
}

function slices<Row extends { readonly arm: string; readonly entrants: number }>(
  rows: readonly Row[],
  arms: readonly string[],
  nameOf: (row: Row) => string,
): Slice[] {
  const byName = new Map<string, number[]>()
  for (const row of rows) {
    const name = nameOf(row)
    const observed = byName.get(name) ?? arms.map(() => 0)
    const arm = arms.indexOf(row.arm)
    if (arm >= 0) observed[arm] = (observed[arm] ?? 0) + row.entrants
    byName.set(name, observed)
  }
  return [...byName].map(([name, observed]) => ({ name, observed }))
}
