// caps: which messages a cap, a kept place or quiet hours left out or put off, by which rule, and what that may have cost.
import { z } from 'zod'
import type { Db } from '../../db/tables.js'
import { estimatedAmount, inOneCurrency, rateOf } from '../estimated-amount.js'
import { listAddress } from '../list-address.js'
import { apartNotes, noteOnRates } from '../notes.js'
import type {
  ReportBody,
  ReportColumn,
  ReportKind,
  ReportRequest,
  ReportRow,
  ReportSettings,
} from '../report-kind.js'
import { type HoldRow, type HoldsQuery, readHolds, readStepValues, type StepValue } from './caps-queries.js'

const groupings = ['step', 'journey', 'rule', 'channel'] as const
type Grouping = (typeof groupings)[number]

const parameters = z.strictObject({
  by: z
    .enum(groupings, { error: `must be one of ${groupings.join(', ')}` })
    .default('step')
    .meta({ description: 'what the rows are; step: each rule at each step' }),
  channel: z
    .enum(['email', 'sms', 'onsite', 'audience'], { error: 'must be email, sms, onsite or audience' })
    .optional()
    .meta({ description: 'this channel only' }),
})
type Parameters = z.infer<typeof parameters>

export const caps: ReportKind<Parameters> = {
  name: 'caps',
  summary: 'messages left out or put off, by which rule, and what that may have cost',
  parameters,
  columns: ({ parameters: { by } }, { currency }) => columnsBy(by, currency),
  make: makeCaps,
}

const named: Readonly<Record<Grouping, readonly string[]>> = {
  step: ['journey', 'step', 'channel', 'rule'],
  journey: ['journey'],
  rule: ['rule'],
  channel: ['channel'],
}

const columnsBy = (by: Grouping, currency: string): readonly ReportColumn[] => [
  ...named[by].map(key => ({ key, title: key, kind: 'text' as const })),
  { key: 'skipped', title: 'left out', kind: 'count' },
  { key: 'skippedAtHandOver', title: 'at hand-over', kind: 'count' },
  { key: 'waited', title: 'put off', kind: 'count' },
  { key: 'valuePerMessage', title: `${currency} a message`, kind: 'money', inTable: by === 'step' },
  { key: 'atMost', title: `cost at most ${currency}`, kind: 'money' },
]

async function makeCaps(
  db: Db,
  { from, to, journey, parameters: { by, channel } }: ReportRequest<Parameters>,
  settings: ReportSettings,
): Promise<ReportBody> {
  const query: HoldsQuery = { from, to, journey, channel: channel ?? null }
  const [holds, values] = await Promise.all([readHolds(db, query), readStepValues(db, query)])
  const priced = holds.map(hold => price(hold, values, settings))
  const groups = new Map<string, Priced[]>()
  for (const one of priced) {
    const id = idOf(one, by)
    groups.set(id, [...(groups.get(id) ?? []), one])
  }
  const rows = [...groups]
    .sort(([, a], [, b]) => heldBack(b) - heldBack(a))
    .map(([id, parts]) => ({
      id,
      ...namesOf(parts[0]!, by),
      ...sum(parts),
      lists: listsBehind(query, filtersOf(parts[0]!, by)),
    }))
  const total = rows.length === 0 ? null : { ...sum(priced), lists: listsBehind(query, {}) }
  return { rows, total, notes: rows.length === 0 ? [] : notesOn(priced, values, settings) }
}

/** Whatever is not in the cost, which would else be no upper estimate. */
function notesOn(
  priced: readonly Priced[],
  values: readonly StepValue[],
  settings: ReportSettings,
): string[] {
  const unknown = priced
    .filter(({ each }) => each === null)
    .reduce((so, { skipped, skippedAtHandOver }) => so + skipped + skippedAtHandOver, 0)
  const apart = values.flatMap(value =>
    Object.keys(value.values).filter(
      code => rateOf(code, settings) === null && Number(value.values[code]) !== 0,
    ),
  )
  return [
    'The cost is an upper estimate: messages left out × what a message of that step brought in by last touch. Last touch claims more than messages cause, and whoever had reached a cap had just been written to.',
    ...(unknown > 0
      ? [
          `${unknown.toLocaleString('en')} left out at steps of which no message went out in the period are not in the cost: nobody knows what such a message brings.`,
        ]
      : []),
    ...apartNotes('the cost', [...new Set(apart)].sort()),
    'Messages that were put off went out later, or were left out and counted then: they cost nothing here.',
    ...noteOnRates(settings),
  ]
}

/** A cap, a place kept for another journey, or quiet hours, as people call it. */
const ruleOf = ({ reason, rule }: HoldRow): string => {
  if (reason === 'quiet_hours') return 'quiet hours'
  const cap = rule === '' ? 'a cap' : `cap "${rule}"`
  return reason === 'room_kept' ? `${cap}, room kept` : cap
}

interface Priced extends HoldRow {
  /** null: no such message went out in the period, so that nobody knows. */
  readonly each: number | null
}

function price(hold: HoldRow, values: readonly StepValue[], settings: ReportSettings): Priced {
  const value = values.find(
    one => one.journeyId === hold.journeyId && one.stepId === hold.stepId && one.channel === hold.channel,
  )
  const each =
    value === undefined || value.handedOver === 0
      ? null
      : inOneCurrency(value.values, settings) / value.handedOver
  return { ...hold, each }
}

/** What is held back most comes first; groups of the same size stay in the order of their names. */
const heldBack = (parts: readonly HoldRow[]): number =>
  parts.reduce((so, { skipped, skippedAtHandOver, waited }) => so + skipped + skippedAtHandOver + waited, 0)

/** A step may have had another channel in an earlier version. */
const idOf = (hold: HoldRow, by: Grouping): string =>
  by === 'step'
    ? `${hold.journeyId}/${hold.stepId} ${hold.channel} ${ruleOf(hold)}`
    : Object.values(namesOf(hold, by)).join()

function namesOf(hold: HoldRow, by: Grouping): Record<string, string> {
  const all: Record<string, string> = {
    journey: hold.journeyId,
    step: hold.stepId,
    channel: hold.channel,
    rule: ruleOf(hold),
  }
  return Object.fromEntries(named[by].map(name => [name, all[name]!]))
}

/** By what the list of holds is narrowed to a row. */
function filtersOf(
  { journeyId, stepId, channel, reason, rule }: HoldRow,
  by: Grouping,
): Record<string, string> {
  switch (by) {
    case 'step':
      return { journey: journeyId, step: stepId, channel, reason, rule }
    case 'journey':
      return { journey: journeyId }
    case 'rule':
      return { reason, rule }
    case 'channel':
      return { channel }
  }
}

function listsBehind(query: HoldsQuery, filters: Record<string, string>): Record<string, string> {
  const address = (more: Record<string, string>): string =>
    listAddress('holds', { ...query, ...filters, ...more })
  return {
    skipped: address({ action: 'skipped', stage: 'decision' }),
    skippedAtHandOver: address({ action: 'skipped', stage: 'hand_over' }),
    waited: address({ action: 'waited' }),
  }
}

function sum(parts: readonly Priced[]): ReportRow {
  const total = (value: (one: Priced) => number): number => parts.reduce((so, one) => so + value(one), 0)
  const known = parts.filter(({ each }) => each !== null)
  const cost = known.reduce((so, one) => so + (one.skipped + one.skippedAtHandOver) * one.each!, 0)
  return {
    skipped: total(one => one.skipped),
    skippedAtHandOver: total(one => one.skippedAtHandOver),
    waited: total(one => one.waited),
    valuePerMessage: parts.length === 1 && known.length === 1 ? estimatedAmount(known[0]!.each!) : null,
    atMost: known.length === 0 ? null : estimatedAmount(cost),
  }
}
