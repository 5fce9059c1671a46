// The run over days in the background, a portion at a time: over all of them once after migrating and whenever the time zone of
// the shop has become another one; over the last weeks every night, to mend what nobody has seen going wrong.
import type { Kysely } from 'kysely'
import { exclusively } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { OnFailed } from './count-cells.js'
import { countDays, saveRefusalsCounted } from './count-days.js'
import { countingLock } from './count-marked.js'
import { type Counting, loadCounting, readCursor, saveCursor } from './counting-store.js'
import { dayAfter, dayBefore } from './day.js'
import { createPortions, type Portions } from './portions.js'
import {
  dayOf,
  isCounted,
  lastNight,
  readReached,
  readSpan,
  saveCounted,
  saveReached,
} from './recount-store.js'
import type { Difference } from './replace-store.js'

const nightlyDays = 35
const repaired = 'rollups repaired'

export interface NightPortion {
  /** There is more to do at once. */
  readonly more: boolean
  /** Empty where there was nothing to repair yet. */
  readonly repaired: readonly Difference[]
}

const idle: NightPortion = { more: false, repaired: [] }

/** How far it has come is in the database: another process goes on with it. */
export function createNightRun(db: Kysely<Database>, onFailed?: OnFailed): () => Promise<NightPortion> {
  const portions = createPortions()
  return async () => {
    const { timeZone } = await loadCounting(db)
    const night = await lastNight(db, timeZone)
    return (
      (await portions.timed(() =>
        exclusively(db, countingLock, trx => portion(trx, night, portions, onFailed)),
      )) ?? idle
    )
  }
}

async function portion(
  trx: Db,
  night: Date,
  portions: Portions,
  onFailed: OnFailed | undefined,
): Promise<NightPortion> {
  const counting = await loadCounting(trx)
  const { timeZone, today } = counting
  const isFirst = !(await isCounted(trx, timeZone))
  const reached = await readReached(trx, timeZone)
  if (reached === null && !isFirst && !(await isDue(trx, night))) return idle
  const { journeys, first, last } = await readSpan(trx, timeZone)
  const begin = isFirst ? (first ?? today) : dayBefore(today, nightlyDays)
  const next = reached ? await dayOf(trx, reached, timeZone) : dayAfter(last ?? today, 1)
  const since = [begin, dayBefore(next, portions.days())].sort()[1]!
  const differences = next > since ? await countDays(trx, [since, next], journeys, counting, onFailed) : []
  if (since > begin) await saveReached(trx, timeZone, since)
  else await finish(trx, counting, night)
  return { more: since > begin, repaired: isFirst ? [] : differences }
}

async function isDue(trx: Db, night: Date): Promise<boolean> {
  const last = await readCursor(trx, repaired)
  return last === null || last < night
}

async function finish(trx: Db, counting: Counting, night: Date): Promise<void> {
  await saveReached(trx, counting.timeZone, null)
  await saveCounted(trx, counting.timeZone, counting.now)
  await saveRefusalsCounted(trx, counting)
  await saveCursor(trx, repaired, night)
}
