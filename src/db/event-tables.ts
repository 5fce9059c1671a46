// Who posts what: sources with their keys, events, and what was set aside. As TypeScript sees it: times are
// Dates, numerics are strings.
import type { Generated } from 'kysely'
import type { JsonObject, JsonValue } from '../model/json.js'
import type { Platform } from '../model/webhook.js'
import type { Json } from './json-column.js'

export interface EventTables {
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
  /** Replies by SMS that somebody has dealt with, by the id of their event. */
  done_replies: { event_id: string; done_at: Date }
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
}
