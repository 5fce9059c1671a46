// Reads what a request compares. The lift report and the incremental view of other reports come from here, so that they
// never say two things.
import type { Db } from '../../db/tables.js'
import { durationMs } from '../../model/time.js'
import { countedTo } from '../../rollups/index.js'
import type { ReportPeriod, ReportSettings } from '../report-kind.js'
import {
  type ArmRow,
  type ArmsRead,
  globalTerms,
  newestEntered,
  readArms,
  type Terms,
  termsOf,
  type Window,
} from './arms-queries.js'
import { alike, covers, type Group, groupOf, holdoutArms, type Plan, plansOf } from './group.js'
import { readShares } from './shares-queries.js'
import { type Drawable, type DrawnBy, drawnIn, tooNew } from './stretches.js'

export interface Comparing extends ReportPeriod {
  readonly journey: string | null
  /** 'holdout', 'global', or the id of a split step. */
  readonly of: string
  readonly goal: string
  readonly by: 'journey' | 'version'
  readonly immature: boolean
}

export interface Groups {
  readonly groups: readonly Group[]
  /** Journeys that people entered, and that compare nothing: without a holdout, without the goal, or begun too late. */
  readonly without: readonly string[]
  readonly plans: readonly Plan[]
  /** Versions that people entered with another split of the same id, which is another experiment: "journey/version". */
  readonly otherwise: readonly string[]
  /** Holdouts that began, or were changed, so late that no day of the period is wholly theirs. */
  readonly begun: ReturnType<typeof tooNew>
  /** How the arms were read, to look closer. */
  readonly read: ArmsRead
}

export async function readGroups(db: Db, asked: Comparing, settings: ReportSettings): Promise<Groups> {
  const together = asked.by === 'journey'
  const { read, plans, terms, left, begun } = await armsRead(db, { ...asked, together }, settings)
  const rows = await readArms(db, read)
  const ids = idsOf(plans, asked.of === 'global' ? 'journey' : asked.by)
  const groups = ids.flatMap(id => groupOf(id, ...partOf(id, rows, plans), settings) ?? [])
  const without = withoutPlan(rows, terms, [...plans, ...left])
  return { groups: groups.filter(isEntered), without, plans, otherwise: enteredOf(rows, left), begun, read }
}

export interface HowRead {
  readonly read: ArmsRead
  readonly plans: readonly Plan[]
  readonly terms: readonly Terms[]
  readonly left: readonly Plan[]
  readonly begun: ReturnType<typeof tooNew>
}

/** What has to be known before arms are read: who was drawn how, on which days, and whose window is open. */
export async function armsRead(
  db: Db,
  asked: Omit<Comparing, 'by'> & {
    /** true: versions of a journey count together, where they may. */
    readonly together: boolean
  },
  { timeZone }: ReportSettings,
): Promise<HowRead> {
  const { from, to, of, goal, journey, immature, together } = asked
  const all = of === 'global'
  const terms = all ? [] : await termsOf(db, { journey, goal, split: of })
  const isSplit = !all && of !== 'holdout'
  const published = isSplit ? [] : await readShares(db, all ? '' : journey, timeZone)
  const drawnBy = drawnIn(published, asked, together)
  const every = all ? await globalPlans(db, drawnBy) : plansOf(terms, of, drawnBy)
  const plans =
    isSplit && together
      ? alike(every, await newestEntered(db, { from, to, journey, goal, split: of }))
      : every
  const read: ArmsRead = {
    from,
    to,
    journey: all ? '' : journey,
    split: of,
    goal: all ? 'global' : goal,
    windows: plans.map(plan => windowOf(plan, asked)),
    immature,
    timeZone,
    countedTo: await countedTo(db),
  }
  const left = every.filter(plan => !plans.includes(plan))
  return { read, plans, terms, left, begun: tooNew(published, asked) }
}

const windowOf = ({ journeyId, version, within, days }: Plan, { from, to }: ReportPeriod): Window => ({
  journeyId,
  version,
  withinMs: durationMs(within),
  from: days?.from ?? from,
  to: days?.to ?? to,
})

async function globalPlans(db: Db, drawnBy: (one: Drawable) => DrawnBy | null): Promise<Plan[]> {
  const terms = await globalTerms(db)
  const held = terms && drawnBy({ journeyId: '', version: 0, holdout: terms.share })
  if (!held) return []
  const { share, days } = held
  const plan = { journeyId: '', version: null, within: terms.within, control: 'held_out', content: null }
  return [{ ...plan, arms: holdoutArms(share), ...(days && { days }) }]
}

type Id = Pick<Group, 'journeyId' | 'version'>

function idsOf(plans: readonly Plan[], by: Comparing['by']): Id[] {
  if (by === 'version') return plans.map(({ journeyId, version }) => ({ journeyId, version }))
  return [...new Set(plans.map(({ journeyId }) => journeyId))].map(journeyId => ({
    journeyId,
    version: null,
  }))
}

const partOf = (id: Id, rows: readonly ArmRow[], plans: readonly Plan[]): [ArmRow[], Plan[]] => {
  const isOf = ({ journeyId, version }: { journeyId: string; version: number | null }): boolean =>
    journeyId === id.journeyId && (id.version === null || version === id.version)
  return [rows.filter(isOf), plans.filter(isOf)]
}

const isEntered = ({ control, others, open }: Group): boolean =>
  open > 0 || [control, ...others].some(({ entrants }) => entrants > 0)

const enteredOf = (rows: readonly ArmRow[], plans: readonly Plan[]): string[] =>
  plans
    .filter(plan => rows.some(row => covers(plan, row)))
    .map(({ journeyId, version }) => `${journeyId}/${version}`)

const withoutPlan = (rows: readonly ArmRow[], terms: readonly Terms[], plans: readonly Plan[]): string[] => {
  const entered = rows.filter(row => terms.length > 0 && !plans.some(plan => covers(plan, row)))
  return [...new Set(entered.map(({ journeyId }) => journeyId))].sort()
}
