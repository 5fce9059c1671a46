// What goes out: messages, calls of webhooks and teams, and what ad platforms are told. As TypeScript sees it: times are
// Dates, numerics are strings.
import type { Generated } from 'kysely'
import type { MessageChannel } from '../model/channel.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import type { Json } from './json-column.js'

export interface OutboxTables {
  messages: {
    id: string
    customer_id: string
    part: number
    enrollment_id: string
    journey_id: string
    version: number
    step_id: string
    pass: number
    channel: MessageChannel
    template: string
    template_hash: string | null
    status: MessageStatus
    reason: string | null
    attempts: Generated<number>
    created_at: Date
    due_at: Date
    enqueued_at: Generated<Date>
    claim_token: string | null
    lease_until: Date | null
    wire_at: Date | null
    sent_at: Date | null
    provider_id: string | null
    category: Generated<'marketing' | 'transactional'>
    content: Generated<string>
    /** What it shows otherwise than its event said; null: nothing. */
    items: Json<JsonValue> | null
    /** The name of the sender that took it, or may have. */
    sender: string | null
    delivery: Delivery | null
    delivery_at: Date | null
    /** Of an SMS: how many were paid for, and what for one each, in the currency of the settings. */
    segments: number | null
    price: string | null
    /** An SMS that said how to opt out. */
    opt_out_words: Generated<boolean>
    /** Of the recipient, where many people share it; else 'other'. null: not known, or not an email. */
    domain: string | null
    /** By a link or a report of this message. */
    unsubscribed: Generated<boolean>
  }
  short_links: { code: string; message_id: string; url: string; created_at: Generated<Date> }
  calls: {
    id: string
    customer_id: string
    part: number
    enrollment_id: string
    journey_id: string
    version: number
    step_id: string
    pass: number
    kind: 'webhook' | 'task'
    target: string
    title: string | null
    payload: Json<JsonObject>
    answers: boolean
    status: CallStatus
    reason: string | null
    attempts: Generated<number>
    created_at: Date
    due_at: Date
    claim_token: string | null
    lease_until: Date | null
    done_at: Date | null
    response_status: number | null
  }
  audience_entries: {
    audience: string
    hash: string
    kind: 'email' | 'phone'
    customer_id: string | null
    part: number | null
    wanted: boolean
    told: boolean | null
    status: CallStatus
    reason: string | null
    response_status: number | null
    attempts: Generated<number>
    due_at: Date
    claim_token: string | null
    lease_until: Date | null
    changed_at: Date
    told_at: Date | null
  }
  audience_checks: { id: Generated<string>; customer_id: string }
  audience_additions: {
    customer_id: string
    part: number
    journey_id: string
    step_id: string
    audience: string
    added_at: Date
  }
  disabled_endpoints: {
    kind: EndpointKind
    name: string
    url: string
    reason: string
    disabled_at: Date
  }
}

export type MessageStatus =
  | 'queued'
  | 'claimed'
  | 'on_wire'
  | 'sent'
  | 'failed'
  | 'unknown'
  | 'withdrawn'
  | 'skipped'
  | 'held_out'
/** The furthest a message came, by the reports on it. */
export type Delivery = 'accepted' | 'deferred' | 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained'
export type CallStatus = 'queued' | 'claimed' | 'done' | 'failed'
export type EndpointKind = 'webhook' | 'audience'
