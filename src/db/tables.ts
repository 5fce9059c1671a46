// The tables as TypeScript sees them, in the order of the migrations. Times are Dates, numerics are strings.
import type { ColumnType, Generated, Kysely } from 'kysely'
import type { Channel, ConsentState, MessageChannel } from '../model/channel.js'
import type { TopicConsents } from '../model/consent.js'
import type { IdentityKind } from '../model/customer.js'
import type { JsonObject, JsonValue } from '../model/json.js'
import type { Platform } from '../model/webhook.js'

/** jsonb: read as a value, written as JSON text, because `pg` would turn an array into a Postgres array. */
type Json<T> = ColumnType<T, string, string>

/** The database, or a transaction in it. */
export type Db = Kysely<Database>

export interface Database {
  clock: { id: Generated<boolean>; real_anchor: Date; clock_anchor: Date; speed: number }
  sources: { id: string; created_at: Generated<Date> }
  api_keys: {
    id: string
    source_id: string
    name: string
    scopes: string[]
    hash: Buffer
    created_at: Generated<Date>
    revoked_at: Date | null
  }
  customers: {
    id: string
    part: number
    email: string | null
    phone: string | null
    attributes: Json<JsonObject>
    email_consent: Generated<ConsentState>
    email_consent_at: Date | null
    sms_consent: Generated<ConsentState>
    sms_consent_at: Date | null
    created_at: Date
    updated_at: Date
    topic_consents: ColumnType<TopicConsents, string | undefined, string>
    attributes_at: ColumnType<Record<string, number>, string | undefined, string>
    email_at: Date | null
    phone_at: Date | null
    names_version: Generated<number>
  }
  identities: {
    kind: IdentityKind
    value: string
    customer_id: string
    part: number
    created_at: Date
    parent_kind: IdentityKind | null
    parent_value: string | null
    claimed_at: Date | null
    known_kind: IdentityKind | null
    known_value: string | null
    known_at: Date | null
    pinned: Generated<boolean>
  }
  identity_links: { kind: IdentityKind; value: string; anonymous_id: string }
  customer_merges: {
    id: string
    kind: 'merged' | 'moved' | 'split'
    from_id: string
    into_id: string
    names: Json<{ kind: IdentityKind; value: string }[]>
    reason: string
    source_id: string | null
    event_id: string | null
    merged_at: Date
  }
  consent_changes: {
    customer_id: string
    part: number
    channel: Channel
    topic: string | null
    status: Exclude<ConsentState, 'unknown'> | 'requested'
    method: Generated<'single' | 'double'>
    source_id: string
    event_id: string
    changed_at: Date
    evidence: Json<JsonObject> | null
  }
  /** What links in messages are signed with; the newest signs. */
  link_keys: { id: number; key: Buffer; created_at: Generated<Date> }
  suppressions: { channel: Channel; address: string; reason: SuppressionReason; created_at: Date }
  events: {
    source_id: string
    id: string
    customer_id: string
    part: number
    type: string
    occurred_at: Date
    received_at: Date
    processed_at: Date
    properties: Json<JsonObject>
    refusals: Json<JsonValue> | null
    named_by: string | null
  }
  failed_events: {
    id: string
    source_id: string
    event_id: string
    event: Json<JsonObject>
    reason: string
    failed_at: Generated<Date>
    replayed_at: Date | null
  }
  failed_webhooks: {
    id: string
    platform: Platform
    source_id: string
    topic: string
    key: string
    received_at: Date
    triggered_at: Date | null
    shop_domain: string | null
    body: string
    body_encoding: 'base64' | null
    reason: string
    failed_at: Generated<Date>
  }
  workspace: { id: Generated<boolean>; revision: number; settings: Json<JsonObject>; published_at: Date }
  journeys: { id: string; status: 'active' | 'archived'; version: number }
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
    value: string | null
    currency: string | null
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
  products: {
    id: string
    data: Json<JsonObject>
    updated_at: Date
    source_id: Generated<string>
    feed: Generated<string>
    in_stock: Generated<boolean | null>
    current_price: Generated<string | null>
    currency: Generated<string | null>
    categories: Generated<string[]>
    collections: Generated<string[]>
    brand: Generated<string | null>
    removed_at: Generated<Date | null>
    seen_at: Generated<Date | null>
  }
  feed_runs: {
    id: string
    feed: string
    kind: string
    full: boolean
    started_at: Date
    finished_at: Date | null
    products: Generated<number>
    rejected: Generated<number>
    removed: Generated<number>
    previous_products: Generated<number>
    /** Nothing was removed, because too much was missing. */
    kept: Generated<boolean>
    missing: Json<Record<string, number>>
  }
  product_stock: {
    inventory_item_id: string
    location_id: string
    available: number | null
    updated_at: Date
  }
  product_changes: {
    id: string
    product_id: string
    kind: 'price_dropped' | 'back_in_stock'
    old: Json<JsonObject>
    new: Json<JsonObject>
    changed_at: Date
    done_at: Date | null
    after_customer: string | null
  }
  product_interests: {
    product_id: string
    customer_id: string
    part: number
    viewed_at: Date | null
    carted_at: Date | null
    bought_at: Date | null
  }
  job_cursors: { name: string; position: Date }
  recommendations: {
    kind: string
    about: string
    product_id: string
    rank: number
    score: number
    support: number
    reason: Json<JsonObject>
    computed_at: Date
  }
  installation: { id: Generated<boolean>; privacy_key: Buffer }
  erasures: { name_hash: Buffer; erased_at: Date; receipt: string }
  privacy_requests: {
    id: string
    source_id: string
    kind: 'export' | 'erase' | 'erase_shop'
    names: Json<JsonObject>
    received_at: Date
    due_at: Date
    done_at: Date | null
    result: string | null
  }
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
}

export type SuppressionReason = 'hard_bounce' | 'complaint' | 'opt_out' | 'manual'
export type EnrollmentStatus = 'active' | 'completed' | 'exited' | 'converted'
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
export type CallStatus = 'queued' | 'claimed' | 'done' | 'failed'
