// What was published, who is in which journey, what was decided, and what for. As TypeScript sees it: times are
// Dates, numerics are strings.
import type { ColumnType, Generated } from 'kysely'
import type { Channel, MessageChannel } from '../model/channel.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import type { Json } from './json-column.js'

export interface JourneyTables {
  workspace: {
    id: Generated<boolean>
    revision: number
    settings: Json<JsonObject>
    /** Conditions, by name: those reports are grouped by, and what they need. */
    segments: ColumnType<JsonObject, string | undefined, string>
    published_at: Date
    /** What the event files say of properties, by type and path. */
    events: ColumnType<Record<string, Record<string, string>>, string | undefined, string>
  }
  journeys: {
    id: string
    status: 'active' | 'archived'
    version: number
    /** The day somebody last decided that it goes on; null: nobody ever did. */
    reviewed: string | null
    /** Since when customers come in; null: since before that was kept. */
    opened_at: Generated<Date | null>
  }
  journey_versions: {
    journey_id: string
    version: number
    hash: string
    definition: Json<JsonObject>
    published_at: Date
  }
  templates: {
    hash: string
    name: string
    channel: Channel
    content: Json<JsonObject>
    current: boolean
    published_at: Date
  }
  enrollments: {
    id: string
    customer_id: string
    part: number
    journey_id: string
    version: number
    key: string
    status: EnrollmentStatus
    step_id: string | null
    seq: number
    pass: Generated<number>
    entered_at: Date
    triggered_at: Date
    ended_at: Date | null
    ended_by: string | null
    source_id: string
    event_id: string
    data: Json<JsonObject>
    wake_at: Date | null
    due_at: Date | null
    outputs: ColumnType<JsonObject, string | undefined, string>
    holdout: Generated<boolean>
    held_by: HeldBy | null
    /** By split step, the variant that was drawn. */
    variants: ColumnType<Record<string, string>, string | undefined, string>
    country: string | null
    segments: Generated<string[]>
  }
  timers: {
    enrollment_id: string
    seq: number
    customer_id: string
    part: number
    due_at: Date
    attempts: Generated<number>
  }
  decisions: {
    customer_id: string
    part: number
    enrollment_id: string
    journey_id: string
    version: number
    n: number
    step_id: string | null
    kind: string
    reason: string | null
    detail: Json<JsonValue> | null
    decided_at: Date
  }
  conversions: {
    source_id: string
    event_id: string
    customer_id: string
    part: number
    message_id: string
    enrollment_id: string
    journey_id: string
    version: number
    step_id: string
    channel: MessageChannel
    occurred_at: Date
    /** As first reported. */
    value: string | null
    currency: string | null
    /** 'primary', or JOURNEY/NAME of a further goal. */
    goal: Generated<string>
    order_id: string | null
    refunded: Generated<string>
    cancelled: Generated<boolean>
    entered_at: Date | null
    touched_at: Date | null
    country: string | null
    segments: Generated<string[]>
    /** Its net value divided among the categories of its items; '' is the rest. */
    categories: ColumnType<Record<string, string>, string | undefined, string>
    net: ColumnType<string | null, never, never>
  }
  coupons: {
    pool: string
    code: string
    claim: string | null
    customer_id: string | null
    claimed_at: Date | null
  }
  rollout_days: { journey_id: string; day: string; taken: number }
  watches: {
    customer_id: string
    part: number
    checked_at: Date
    members: Json<Record<string, boolean>>
    due_at: Date | null
  }
  watch_backfills: { plan: string; after_id: string | null; done_at: Date | null }
  audience_members: { audience: string; customer_id: string; part: number; added_at: Date }
}

/** Who of the two does not write to them; null: nobody. */
export type HeldBy = 'journey' | 'global'
export type EnrollmentStatus = 'active' | 'completed' | 'exited' | 'converted'
