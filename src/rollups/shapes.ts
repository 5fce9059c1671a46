// The tables that reports read: what a row is found by, and what is counted in it. The statements of counting give columns of
// these names; test/integration/rollups/shapes.test.ts compares them with the tables.
import type { Database, RollupKind } from '../db/tables.js'

export type RollupTable = Extract<
  keyof Database,
  | 'report_entries'
  | 'report_arms'
  | 'report_messages'
  | 'report_health'
  | 'report_holds'
  | 'report_orders'
  | 'report_shop'
>

export interface Shape {
  readonly keys: readonly string[]
  readonly sums: readonly string[]
}

const reported = [
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'failed',
  'unknown',
]

/** By which an order is divided among its touches. */
export const models = ['last_touch', 'first_touch', 'linear', 'position', 'decay']

const credited = ['influenced', ...models].flatMap(model => [model, `${model}_value`])

export const shapes: Readonly<Record<RollupTable, Shape>> = {
  report_entries: {
    keys: ['journey_id', 'day', 'version', 'dimension', 'value', 'held_by'],
    sums: ['entered', 'messaged', 'delivered', 'clicked', 'converted'],
  },
  report_arms: {
    keys: ['journey_id', 'day', 'version', 'split', 'arm', 'goal', 'currency'],
    sums: [
      ...['entrants', 'converted', 'value', 'squares'],
      ...['again_gaps', 'again_entrants', 'again_converted', 'again_value', 'again_squares'],
      ...['buyers', 'buyer_gaps', 'buyer_amounts'],
    ],
  },
  report_messages: {
    keys: ['journey_id', 'day', 'version', 'step_id', 'channel', 'dimension', 'value'],
    sums: ['handed_over', 'held_out', ...reported, 'skipped', 'withdrawn'],
  },
  report_health: {
    keys: ['journey_id', 'day', 'channel', 'sender', 'domain'],
    sums: ['handed_over', ...reported],
  },
  report_holds: {
    keys: ['journey_id', 'day', 'version', 'step_id', 'channel', 'stage', 'action', 'reason', 'rule'],
    sums: ['times'],
  },
  report_orders: {
    keys: ['basis', 'day', 'dimension', 'journey_id', 'value', 'goal', 'currency'],
    sums: [...credited, 'gross', 'refunded', 'cancelled'],
  },
  report_shop: {
    keys: ['journey_id', 'day', 'currency'],
    sums: ['orders', 'cancelled', 'gross', 'refunded', 'value', ...credited],
  },
}

/** What is counted together, since it follows from the same rows. */
export const tablesOf: Readonly<Record<RollupKind, readonly RollupTable[]>> = {
  entries: ['report_entries', 'report_arms'],
  messages: ['report_messages', 'report_health'],
  holds: ['report_holds'],
  orders: ['report_orders', 'report_shop'],
  cohorts: ['report_orders'],
}
