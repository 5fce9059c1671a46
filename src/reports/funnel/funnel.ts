// The funnel: how far those who came in got, where they wait, how they left, and who was not let in.
import type { Db } from '../../db/tables.js'
import { activeJourneys } from '../conversions/goal-queries.js'
import { type ReportedDeliveries, reportedDeliveries } from '../health/index.js'
import { inOrder } from '../in-order.js'
import { noteOnFrozenDays, notesOnRevisions } from '../notes.js'
import type { ReportBody, ReportColumn, ReportKind, ReportRow, ReportSettings } from '../report-kind.js'
import { listsBehind } from './funnel-lists.js'
import { type FunnelParameters, type FunnelRequest, funnelParameters } from './funnel-parameters.js'
import {
  type FunnelGrouping,
  type FunnelQuery,
  type Part,
  readParts,
  readStages,
  type Stages,
} from './funnel-queries.js'

export const funnel: ReportKind<FunnelParameters> = {
  name: 'funnel',
  summary: 'how far those who came in got, where they wait, how they left, and who was refused',
  parameters: funnelParameters,
  columns: ({ journey, parameters: { by } }) => columnsBy(by, journey !== null),
  make: makeFunnel,
}

/** Steps and reasons are many: they are told in the table of one journey. */
const columnsBy = (by: FunnelGrouping, isOne: boolean): readonly ReportColumn[] => [
  { key: 'id', title: by, kind: 'text', csv: by },
  { key: 'entered', title: 'entered', kind: 'count' },
  { key: 'heldOut', title: 'held out', kind: 'count' },
  { key: 'messaged', title: 'messaged', kind: 'count' },
  { key: 'rates.messaged', title: '', kind: 'share' },
  { key: 'delivered', title: 'delivered', kind: 'count' },
  { key: 'rates.delivered', title: '', kind: 'share' },
  { key: 'clicked', title: 'clicked', kind: 'count' },
  { key: 'rates.clicked', title: '', kind: 'share' },
  { key: 'converted', title: 'converted', kind: 'count' },
  { key: 'rates.converted', title: '', kind: 'share' },
  { key: 'waiting', title: 'waiting', kind: 'count' },
  { key: 'ended', title: 'left', kind: 'count' },
  { key: 'refused', title: 'refused', kind: 'count' },
  { key: 'waitingAt', title: 'waiting at', kind: 'text', inTable: isOne },
  { key: 'endedBy', title: 'left by', kind: 'text', inTable: isOne },
  { key: 'refusedBy', title: 'refused by', kind: 'text', inTable: isOne },
]

async function makeFunnel(db: Db, request: FunnelRequest, settings: ReportSettings): Promise<ReportBody> {
  const { from, to, journey } = request
  const { by } = request.parameters
  const query = { from, to, journey }
  const [counted, [all], deliveries, revisions, frozen] = await Promise.all([
    readFunnel(db, { ...query, by }),
    readFunnel(db, { ...query, by: null }),
    reportedDeliveries(db, query),
    notesOnRevisions(db, request, ['entries'], journey),
    noteOnFrozenDays(db, request, settings),
  ])
  const listed = by !== 'journey' ? [] : journey === null ? await activeJourneys(db) : [journey]
  const byId = new Map(counted.map(one => [one.id, one]))
  const ids = [...new Set([...listed, ...byId.keys()])].sort(inOrder)
  const rows = ids.map(id => ({ id, ...shown(request, byId.get(id), id, isTold(deliveries, id)) }))
  const total = shown(request, all, null, deliveries.silent.size === 0)
  return { rows, total, notes: [...deliveries.notes, ...revisions, ...frozen] }
}

interface Counted {
  readonly id: string
  readonly stages: Stages | undefined
  readonly parts: readonly Part[]
}

async function readFunnel(db: Db, query: FunnelQuery): Promise<Counted[]> {
  const [stages, parts] = await Promise.all([readStages(db, query), readParts(db, query)])
  const ids = new Set([...stages, ...parts].map(({ id }) => id))
  return [...ids].map(id => ({
    id,
    stages: stages.find(one => one.id === id),
    parts: parts.filter(part => part.id === id),
  }))
}

/** Of the journey that the row belongs to. */
const isTold = ({ silent }: ReportedDeliveries, id: string): boolean => !silent.has(id.split('/')[0]!)

/** `id` null: the total. `told`: whether anybody reports deliveries. */
function shown(
  request: FunnelRequest,
  counted: Counted | undefined,
  id: string | null,
  told: boolean,
): ReportRow {
  const {
    entered = 0,
    heldOut = 0,
    messaged = 0,
    delivered = 0,
    clicked = 0,
    converted = 0,
  } = counted?.stages ?? {}
  const parts = (kind: Part['kind']): Part[] => counted?.parts.filter(part => part.kind === kind) ?? []
  const hasParts = id === null || request.parameters.by !== 'variant'
  const sum = (kind: Part['kind']): number | null =>
    hasParts ? parts(kind).reduce((total, { count }) => total + count, 0) : null
  const byName = (kind: Part['kind']) =>
    hasParts ? Object.fromEntries(parts(kind).map(({ name, count }) => [name, count])) : null
  return {
    entered,
    heldOut,
    messaged,
    delivered,
    clicked,
    converted,
    // Each of the stage before; those who converted, of all who came in: they need not have clicked.
    rates: {
      messaged: rate(messaged, entered),
      // Where nobody reports deliveries, those who clicked are all that is known to have arrived.
      delivered: told ? rate(delivered, messaged) : null,
      clicked: rate(clicked, told ? delivered : messaged),
      converted: rate(converted, entered),
    },
    waiting: sum('waiting'),
    ended: sum('ended'),
    refused: sum('refused'),
    waitingAt: byName('waiting'),
    endedBy: byName('ended'),
    refusedBy: byName('refused'),
    lists: listsBehind(request, id, hasParts ? (counted?.parts ?? []) : null),
  }
}

const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
