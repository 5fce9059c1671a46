// Who customers are, what they allowed, and what was forgotten. As TypeScript sees it: times are
// Dates, numerics are strings.
import type { ColumnType, Generated } from 'kysely'
import type { Channel, ConsentState } from '../model/channel.js'
import type { TopicConsents } from '../model/consent.js'
import type { IdentityKind } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'
import type { Json } from './json-column.js'

export interface CustomerTables {
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
  link_keys: { id: number; key: Buffer; created_at: Generated<Date> }
  suppressions: { channel: Channel; address: string; reason: SuppressionReason; created_at: Date }
  suppression_changes: {
    channel: Channel
    address: string
    change: 'added' | 'lifted'
    reason: SuppressionReason
    note: string | null
    made_by: string
    changed_at: Date
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
}

export type SuppressionReason = 'hard_bounce' | 'complaint' | 'opt_out' | 'manual'
