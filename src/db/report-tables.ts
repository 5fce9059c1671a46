// What reports count and read: credit, outcomes, rollups, and the marks by which they are kept up. As TypeScript sees it:
// times are Dates, days are texts such as "2026-11-21", numerics are strings.
import type { Generated, GeneratedAlways } from 'kysely'
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject } from '../model/json.js'
import type { Json } from './json-column.js'

/** Handed over and what was reported since, as numbers of messages. */
interface MessageCounts {
  handed_over: number
  delivered: number
  opened: number
  clicked: number
  bounced: number
  complained: number
  unsubscribed: number
  failed: number
  unknown: number
}

export interface ReportTables {
  /** A message's part in a conversion, in each model from 0 to 1. */
  credits: {
    source_id: string
    event_id: string
    goal: string
    message_id: string
    customer_id: string
    part: number
    enrollment_id: string
    journey_id: string
    version: number
    step_id: string
    channel: MessageChannel
    entered_at: Date
    touched_at: Date
    last_touch: string
    first_touch: string
    linear: string
    position: string
    decay: string
  }
  /** goal: 'primary', the NAME of a further one, or 'global' (what the global holdout is measured by). */
  outcomes: {
    enrollment_id: string
    goal: string
    customer_id: string
    part: number
    journey_id: string
    entered_at: Date
    conversions: number
    /** Net, by currency: { "EUR": "129.50" }. */
    amounts: Json<Record<string, string>>
    first_at: Date
  }
  /** Every order of the shop, whoever earned it. */
  orders: {
    source_id: string
    event_id: string
    customer_id: string
    part: number
    occurred_at: Date
    order_id: string | null
    value: string | null
    currency: string | null
    refunded: string
    cancelled: boolean
    net: GeneratedAlways<string | null>
  }
  /** marked_at, here and below: real time. */
  credit_marks: { id: Generated<string>; customer_id: string; marked_at: Generated<Date> }
  rollup_marks: {
    id: Generated<string>
    kind: RollupKind
    journey_id: string
    at: Date
    marked_at: Generated<Date>
  }
  refusal_marks: {
    id: Generated<string>
    journey_id: string
    version: number
    reason: string
    at: Date
    times: number
    marked_at: Generated<Date>
  }
  /** Passes by the day of entry. held_by '': not held out. */
  report_entries: {
    journey_id: string
    day: string
    version: number
    dimension: EntryDimension
    value: string
    held_by: '' | 'journey' | 'global'
    entered: number
    messaged: number
    delivered: number
    clicked: number
    converted: number
  }
  /**
   * What arms are compared by (docs/reference/rollups.md). again_*: of those who had entered before, up to each number of days
   * since then, which again_gaps has in ascending order. buyer*: each amount with the gap of its buyer (0: never before), who has
   * one number in all currencies of the row's day.
   */
  report_arms: {
    journey_id: string
    day: string
    version: number
    split: string
    arm: string
    goal: string
    currency: string
    entrants: number
    converted: number
    value: string
    squares: string
    again_gaps: number[] | null
    again_entrants: number[] | null
    again_converted: number[] | null
    again_value: string[] | null
    again_squares: string[] | null
    buyers: number[] | null
    buyer_gaps: number[] | null
    buyer_amounts: string[] | null
  }
  report_messages: MessageCounts & {
    journey_id: string
    day: string
    version: number
    step_id: string
    channel: MessageChannel
    dimension: MessageDimension
    value: string
    held_out: number
    skipped: number
    withdrawn: number
  }
  report_health: MessageCounts & {
    journey_id: string
    day: string
    channel: MessageChannel
    sender: string
    domain: string
  }
  report_orders: {
    basis: 'order' | 'entry'
    day: string
    dimension: OrderDimension
    journey_id: string
    value: string
    goal: string
    currency: string
    influenced: number
    influenced_value: string
    last_touch: string
    last_touch_value: string
    first_touch: string
    first_touch_value: string
    linear: string
    linear_value: string
    position: string
    position_value: string
    decay: string
    decay_value: string
    gross: string
    refunded: string
    cancelled: number
  }
  /** Orders of the shop by day, and what journeys claim of them. journey_id '': all together, and the orders themselves. */
  report_shop: {
    day: string
    journey_id: string
    currency: string
    orders: number
    cancelled: number
    gross: string
    refunded: string
    value: string
    influenced: number
    influenced_value: string
    last_touch: string
    last_touch_value: string
    first_touch: string
    first_touch_value: string
    linear: string
    linear_value: string
    position: string
    position_value: string
    decay: string
    decay_value: string
  }
  report_holds: {
    journey_id: string
    day: string
    version: number
    step_id: string
    channel: MessageChannel
    stage: 'decision' | 'hand_over'
    action: 'skipped' | 'waited'
    reason: string
    rule: string
    times: number
  }
  report_refusals: { journey_id: string; day: string; version: number; reason: string; times: number }
  report_revisions: {
    id: Generated<string>
    kind: RollupKind
    journey_id: string
    day: string
    revised_at: Date
    before: Json<JsonObject>
    after: Json<JsonObject>
  }
}

/**
 * entries: passes, by the day of entry. messages: by the day of the hand-over, else of the decision. holds: caps and quiet hours,
 * by the day of the decision. orders, cohorts: conversions by their day, and by the day of entry; of all journeys at once.
 */
export type RollupKind = 'entries' | 'messages' | 'holds' | 'orders' | 'cohorts'
export type EntryDimension = 'all' | 'variant' | 'country' | 'segment' | 'waiting' | 'ended'
export type MessageDimension = 'all' | 'variant' | 'country' | 'segment'
export type OrderDimension =
  | 'all'
  | 'version'
  | 'message'
  | 'variant'
  | 'channel'
  | 'segment'
  | 'category'
  | 'brand'
  | 'country'
  | 'hour'
  | 'delay'
