// The orders, and other events that are goals, that messages have a part in. `share` and `credited` add up to the figures of a report.
import { z } from 'zod'
import {
  basisParameter,
  faultsOfGoal,
  goalParameter,
  modelParameter,
} from '../conversions/conversion-parameters.js'
import { delays } from '../delay.js'
import type { ListKind } from '../list-kind.js'
import { brand, channel, country, oneOf, segment, step, variant, version } from './filters.js'
import { readOrders } from './order-list-queries.js'
import { pageOf } from './part-queries.js'

const [firstDelay, ...moreDelays] = delays.map(({ name }) => name) as [string, ...string[]]

const parameters = z.object({
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
  hour: z
    .string({ error: 'must be given once' })
    .regex(/^[1-7]-([0-9]|1[0-9]|2[0-3])$/, { error: 'must be a weekday and an hour, such as 1-13' })
    .optional()
    .meta({ description: 'weekday (1 is Monday) and hour of the order in the shop, such as 1-13' }),
  delay: oneOf([firstDelay, ...moreDelays], 'how long after the hand-over of the last message'),
  cancelled: oneOf(['yes', 'no'], 'the cancelled ones, which no figure counts; by default the others'),
  refunded: oneOf(['yes', 'no'], 'of which something, or nothing, was paid back'),
})
export type OrderFilters = z.infer<typeof parameters>

export const orders: ListKind<OrderFilters> = {
  name: 'orders',
  summary: 'orders and other goals that messages have a part in',
  parameters,
  check: ({ journey, parameters: { goal } }, db) => faultsOfGoal(db, goal, journey),
  columns: [
    { key: 'at', title: 'at', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'order', title: 'order', kind: 'text' },
    { key: 'net', title: 'net', kind: 'money' },
    { key: 'currency', title: 'currency', kind: 'text' },
    { key: 'share', title: 'share', kind: 'number' },
    { key: 'credited', title: 'credited', kind: 'money' },
    { key: 'journey', title: 'last touch', kind: 'text' },
    { key: 'step', title: 'step', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count', inTable: false },
    { key: 'channel', title: 'channel', kind: 'text', inTable: false },
    { key: 'goal', title: 'goal', kind: 'text', inTable: false },
    { key: 'value', title: 'value', kind: 'money', inTable: false },
    { key: 'refunded', title: 'refunded', kind: 'money', inTable: false },
    { key: 'cancelled', title: 'cancelled', kind: 'text', inTable: false },
    { key: 'country', title: 'country', kind: 'text', inTable: false },
    { key: 'touchedAt', title: 'touched', kind: 'time', inTable: false },
    { key: 'enteredAt', title: 'entered', kind: 'time', inTable: false },
    { key: 'message', title: 'message', kind: 'text', inTable: false },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
    { key: 'source', title: 'source', kind: 'text', inTable: false },
    { key: 'event', title: 'event', kind: 'text', inTable: false },
  ],
  page: async (db, request, settings, part) => pageOf(await readOrders(db, request, settings, part), part),
}
