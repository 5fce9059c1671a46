// By what the list of orders can be filtered.
import { z } from 'zod'
import { basisParameter, goalParameter, modelParameter } from '../conversions/conversion-parameters.js'
import { delays } from '../delay.js'
import { brand, channel, country, oneOf, segment, step, variant, version } from './filters.js'

const [firstDelay, ...moreDelays] = delays.map(({ name }) => name) as [string, ...string[]]

export const orderFilters = z.object({
  goal: goalParameter,
  model: modelParameter,
  basis: basisParameter,
  version,
  step,
  channel,
  variant,
  segment,
  country,
  brand,
  category: step.meta({ description: 'orders with an item of this category; empty: with what has none' }),
  weekday: oneOf(['1', '2', '3', '4', '5', '6', '7'], 'ordered on this weekday in the shop; 1 is Monday'),
  hour: z
    .string({ error: 'must be given once' })
    .regex(/^([0-9]|1[0-9]|2[0-3])$/, { error: 'must be an hour from 0 to 23' })
    .optional()
    .meta({ description: 'ordered in this hour of the day in the shop, from 0 to 23' }),
  delay: oneOf([firstDelay, ...moreDelays], 'how long after the hand-over of the last message'),
  cancelled: oneOf(['yes', 'no'], 'the cancelled ones, which no figure counts; by default the others'),
  refunded: oneOf(['yes', 'no'], 'of which something, or nothing, was paid back'),
})
export type OrderFilters = z.infer<typeof orderFilters>
