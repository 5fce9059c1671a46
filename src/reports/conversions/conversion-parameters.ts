// What the report of conversions can be asked for besides period and journey.
import { z } from 'zod'
import type { Db } from '../../db/tables.js'
import type { Fault } from '../../model/event.js'
import { daysBetween } from '../calendar-day.js'
import { meant } from '../meant.js'
import type { ReportRequest } from '../report-kind.js'
import { goalNames } from './goal-queries.js'

export const groupings = [
  'journey',
  'version',
  'message',
  'variant',
  'channel',
  'segment',
  'category',
  'brand',
  'country',
  'day',
  'week',
  'month',
] as const
export type Grouping = (typeof groupings)[number]

export const models = ['last_touch', 'first_touch', 'linear', 'position', 'decay', 'influenced'] as const
export type Model = (typeof models)[number]

const bases = ['order', 'entry'] as const

export const goalParameter = z
  .string({ error: 'must be given once' })
  .default('primary')
  .meta({ description: 'the primary goal, or a further one by its name in "goals"' })

export const modelParameter = z
  .enum(models, { error: `must be one of ${models.join(', ')}` })
  .default('last_touch')
  .meta({ description: 'which messages an order is credited to' })

export const basisParameter = z
  .enum(bases, { error: `must be one of ${bases.join(', ')}` })
  .default('order')
  .meta({ description: 'orders count on their own day, or on that of the entry they came of' })

export const convertParameter = z
  .enum(['yes', 'no'], { error: 'must be yes or no' })
  .default('yes')
  .meta({ description: 'amounts in other currencies at the rates of the settings' })

export const conversionParameters = z.object({
  by: z
    .enum(groupings, { error: `must be one of ${groupings.join(', ')}` })
    .default('journey')
    .meta({ description: 'what the rows are' }),
  model: modelParameter,
  goal: goalParameter,
  basis: basisParameter,
  convert: convertParameter,
})
export type ConversionParameters = z.infer<typeof conversionParameters>
export type ConversionRequest = ReportRequest<ConversionParameters>

/** By entry, orders lie on other days than the shop has them; a further goal is no order. */
export const hasShop = ({ parameters: { basis, goal } }: ConversionRequest): boolean =>
  basis === 'order' && goal === 'primary'

const mostDays = 1_000

export async function faultsOfConversions(
  { from, to, journey, parameters: { by, goal } }: ConversionRequest,
  db: Db,
): Promise<Fault[]> {
  if (by === 'day' && daysBetween(from, to) > mostDays)
    return [{ path: 'from', message: `must be at most ${mostDays} days before "to" in a report by day` }]
  return faultsOfGoal(db, goal, journey)
}

/** A further goal that no version ever had is a slip. */
export async function faultsOfGoal(db: Db, goal: string, journey: string | null): Promise<Fault[]> {
  if (goal === 'primary') return []
  const names = ['primary', ...(await goalNames(db, journey))]
  if (names.includes(goal)) return []
  return [{ path: 'goal', message: `is no goal that was ever published${meant(goal, names)}` }]
}
