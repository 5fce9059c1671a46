// Filters by a name that nothing ever had: a slip, and no empty list.
import type { Db } from '../../db/tables.js'
import type { Fault } from '../../model/event.js'
import type { JsonValue } from '../../model/json.js'
import { meant } from '../meant.js'
import type { ReportRequest } from '../report-kind.js'
import {
  brandsEver,
  isGroupCounted,
  isStepCounted,
  segmentsNow,
  stepsEver,
  variantsEver,
  versionsEver,
} from './name-queries.js'

interface Named {
  /** What such a name is, with "no" before it. */
  readonly what: string
  /** null: any will do. */
  known(db: Db, journey: string | null): Promise<readonly string[] | null>
  /** Whether there are figures under the name all the same. */
  isCounted?(db: Db, name: string): Promise<boolean>
}

const step: Named = { what: 'step that was ever published', known: stepsEver, isCounted: isStepCounted }

/** By the name of the filter. */
const names: Readonly<Record<string, Named>> = {
  step,
  waiting: step,
  variant: {
    what: 'variant that was ever published',
    known: variantsEver,
    isCounted: (db, name) => isGroupCounted(db, 'variant', name),
  },
  segment: {
    what: 'segment that reports know ("reports": { "segments": … } in settings.json)',
    known: segmentsNow,
    isCounted: (db, name) => isGroupCounted(db, 'segment', name),
  },
  brand: { what: 'brand of a journey that was ever published', known: brandsEver },
  version: {
    what: 'version of this journey',
    known: async (db, journey) => (journey === null ? null : await versionsEver(db, journey)),
  },
}

/** An empty text asks for what has none, and a version without a journey for that of any. */
export async function faultsOfNames(
  { journey, parameters }: ReportRequest<Readonly<Record<string, JsonValue>>>,
  db: Db,
): Promise<Fault[]> {
  const faults = Object.entries(names).map(async ([path, { what, known, isCounted }]): Promise<Fault[]> => {
    const name = parameters[path]
    if (name === undefined || name === null || name === '') return []
    const all = await known(db, journey)
    const asked = String(name)
    if (all === null || all.includes(asked) || (await isCounted?.(db, asked))) return []
    return [{ path, message: `is no ${what}${meant(asked, all)}` }]
  })
  return (await Promise.all(faults)).flat()
}
