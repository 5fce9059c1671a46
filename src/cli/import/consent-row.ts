// A row of a list of addresses made an event of consent, and one of attributes. Pure: it neither reads files nor knows
// what is known of anybody.
import type { Channel, ConsentState } from '../../model/channel.js'
import { type Identifiers, normaliseIdentifiers } from '../../model/customer.js'
import type { JsonObject } from '../../model/json.js'
import type { RawEvent } from './map-row.js'
import { timeReader } from './read-time.js'
import { cell, type Row, textOf, UnreadableValue } from './read-value.js'

export interface ConsentList {
  /** What its events are named after: the same list gives the same ones. */
  readonly hash: string
  readonly channel: Channel
  readonly topic?: string | undefined
  readonly status: Exclude<ConsentState, 'unknown'>
  readonly method: 'single' | 'double'
  /** Where the consent was given, in words: evidence. */
  readonly source?: string | undefined
  readonly wording?: string | undefined
  /** A column, or a time that holds for all; without it, now. */
  readonly consentAt?: string | undefined
  /** Columns that become attributes. */
  readonly attributes: readonly string[]
  readonly now: Date
}

export interface ConsentRow {
  readonly customer: Identifiers
  readonly saidAt: Date
  /** What the row is known by within the file. */
  readonly key: string
  readonly events: readonly RawEvent[]
}

/** Throws an `UnreadableValue` for a row that says nothing of use. */
export function consentRow(list: ConsentList, row: Row, line: number): ConsentRow {
  const customer = customerOf(row)
  const kind = list.channel === 'email' ? 'email' : 'phone'
  const key = customer[kind] ?? customer.id
  if (key === undefined) throw new UnreadableValue(kind, `has no "${kind}"`)
  const saidAt = timeOf(list, row)
  const event = { occurredAt: saidAt.toISOString(), customer }
  const { hash, channel, topic, status, method, source, wording } = list
  const about = [channel, ...(topic === undefined ? [] : [topic]), status].join('.')
  const consent = {
    ...event,
    id: `list:${hash}:${line}:${about}`,
    type: 'consent_changed',
    properties: {
      channel,
      status,
      method,
      ...(topic !== undefined && { topic }),
      ...(source !== undefined && { source }),
      ...(wording !== undefined && { wording }),
    },
  }
  const attributes = attributesOf(list.attributes, row)
  const told = {
    ...event,
    id: `list:${hash}:${line}:attributes`,
    type: 'customer_updated',
    properties: attributes,
  }
  return { customer, saidAt, key, events: Object.keys(attributes).length > 0 ? [consent, told] : [consent] }
}

function customerOf(row: Row): Identifiers {
  const columns = new Map(Object.keys(row).map(name => [name.trim().toLowerCase(), name]))
  const names: { id?: string; email?: string; phone?: string } = {}
  for (const kind of ['id', 'email', 'phone'] as const) {
    const value = cell(row, columns.get(kind) ?? kind)
    if (value !== undefined && textOf(value).trim() !== '') names[kind] = textOf(value)
  }
  return normaliseIdentifiers(names)
}

function attributesOf(columns: readonly string[], row: Row): JsonObject {
  const found = columns.flatMap(column => {
    const value = cell(row, column)
    return value === undefined ? [] : [[column, value] as const]
  })
  return Object.fromEntries(found)
}

function timeOf({ consentAt, now }: ConsentList, row: Row): Date {
  if (consentAt === undefined) return now
  const fixed = readTime(consentAt)
  if (fixed) return fixed
  const text = textOf(cell(row, consentAt))
  const time = readTime(text)
  if (time) return time
  const what = text === '' ? 'is empty' : 'is not a time such as "2026-05-01" or "2026-05-01T10:00:00Z"'
  throw new UnreadableValue(consentAt, `"${consentAt}" ${what}`)
}

const readers = [
  timeReader('iso', 'UTC'),
  timeReader('YYYY-MM-DD', 'UTC'),
  timeReader('YYYY-MM-DD HH:mm:ss', 'UTC'),
]

function readTime(text: string): Date | null {
  for (const read of readers) {
    const iso = read(text)
    if (iso !== null) return new Date(iso)
  }
  return null
}
