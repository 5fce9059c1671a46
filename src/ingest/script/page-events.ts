// From the body that triggerfish.js posts to events of ours. Pure. What a browser says is believed only as far as it can
// be its own: its names are cut to one, its ids get a room of their own, its clock is put right.
import { z } from 'zod'
import { type Event, eventParser, type Fault } from '../../model/event.js'
import { limitFaults } from '../../model/event-limits.js'
import type { JsonObject } from '../../model/json.js'
import { pageEventId } from '../../model/page-event-id.js'
import { inOurWords } from '../../model/shape-words.js'
import { eventTypeOf } from '../names/index.js'
import type { Sorted } from '../posted-events.js'
import { refusalOf } from './allowed-types.js'
import { inOwnTerms } from './own-terms.js'

export const maxPageEvents = 100
/** One event that lists products may become one for each of them; beyond that it costs us more than the page. */
const mostOfOne = 20
/** A browser's clock that is off by less is left alone: the way of a request takes time too, and order would suffer. */
const clockToleranceMs = 5_000
/** What has waited for longer tells nothing of the shopper any more, and could claim names that others had first. */
const longestWaitMs = 7 * 24 * 3_600_000

const time = z.number({ error: 'must be milliseconds since 1970' }).min(0).max(8.64e15)
const text = z.string().min(1).max(254)

/** What surrounds the events, as far as it must be right for any of them to be read. */
export const pagePostSchema = z.object({
  key: z.string({ error: 'must be a key made with --scope script' }),
  sentAt: time,
  events: z.array(z.unknown(), { error: 'must be a list' }),
})
export type PagePost = z.infer<typeof pagePostSchema>

export const pageEventSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, - and _' }),
  name: z.string().min(1).max(200),
  at: time,
  names: z.strictObject({
    id: text.optional(),
    email: text.optional(),
    phone: text.optional(),
    anonymousId: z.string().regex(/^[\w-]{16,64}$/, { error: 'must be 16 to 64 letters, digits, - and _' }),
    cartToken: text.optional(),
    checkoutToken: text.optional(),
  }),
  properties: z.record(z.string(), z.unknown()).default({}),
})
type PageEvent = z.infer<typeof pageEventSchema>

/** The events of a post, and what is wrong with the others; positions are those of the post. */
export function sortPageEvents(
  { sentAt, events: posted }: PagePost,
  source: string,
  receivedAt: Date,
): Sorted {
  const parse = eventParser(source, receivedAt)
  const offset = offsetOf(sentAt, receivedAt)
  const events: Event[] = []
  const rejected: { index: number; errors: readonly Fault[] }[] = []
  for (const [index, raw] of posted.entries()) {
    const parsed = rawEvents(raw, sentAt, offset).map(one => (isFault(one) ? { faults: [one] } : parse(one)))
    const errors = parsed.flatMap(one => ('faults' in one ? one.faults : []))
    // All that one event of theirs has become, or nothing of it.
    if (errors.length > 0) rejected.push({ index, errors })
    else events.push(...parsed.flatMap(one => ('event' in one ? [one.event] : [])))
  }
  return { events, rejected }
}

/** For what was refused of them: the parser of events speaks of `customer` and `occurredAt`. */
export function readPageEvent(raw: unknown): { readonly type: unknown; readonly event: unknown } {
  const { name, names, at } = (raw ?? {}) as { name?: unknown; names?: unknown; at?: unknown }
  const named = typeof name === 'string' ? eventTypeOf(name) : undefined
  const event = { ...(raw as object | null), customer: names, occurredAt: at }
  return { type: named && 'type' in named ? named.type : '', event }
}

/** What is to be added to a time of the browser's clock. */
function offsetOf(sentAt: number, receivedAt: Date): number {
  const offset = receivedAt.getTime() - sentAt
  return Math.abs(offset) <= clockToleranceMs ? 0 : offset
}

type Raw = Readonly<Record<string, unknown>>
const isFault = (one: Raw | Fault): one is Fault => 'message' in one
const fault = (path: string, message: string): Fault => ({ path, message })

/** As the parser of events wants it; faults of its parts are its business. */
function rawEvents(raw: unknown, sentAt: number, offset: number): (Raw | Fault)[] {
  const read = pageEventSchema.safeParse(raw, inOurWords)
  if (!read.success)
    return read.error.issues.map(({ path, message }) => fault(path.map(String).join('.'), message))
  const { id, name, at, names, properties } = read.data
  const waited = sentAt - at
  if (waited > longestWaitMs) return [fault('at', 'must not be more than 7 days before it was sent')]
  const named = eventTypeOf(name)
  if ('fault' in named) return [fault('name', named.fault)]
  const overLimits = limitFaults(properties)
  if (overLimits.length > 0)
    return overLimits.map(({ path, message }) => fault(['properties', ...path].join('.'), message))
  const refusal = refusalOrNone(named.type, properties)
  if (refusal) return [fault('name', refusal)]
  const told = inOwnTerms(named.type, properties as JsonObject)
  if (told.length > mostOfOne) return [fault('properties', `must not list more than ${mostOfOne} products`)]
  // A clock that was put back in between must not bring the event into the future.
  const occurredAt = new Date(Math.min(at, sentAt) + offset).toISOString()
  return told.map((one, n) => ({
    id: pageEventId(names.anonymousId, id, n),
    occurredAt,
    customer: believed(names),
    ...asAsked(named.type, one),
  }))
}

const asksConsent = (type: string, { status }: Readonly<Record<string, unknown>>): boolean =>
  type === 'consent_changed' && status === 'subscribed'

const refusalOrNone = (type: string, properties: PageEvent['properties']): string | undefined =>
  asksConsent(type, properties) ? undefined : refusalOf(type)

/** A yes that a page reports is a wish until its owner confirms it; that it was confirmed is not for a page to say. */
function asAsked(type: string, properties: JsonObject): { type: string; properties: JsonObject } {
  const asked = asksConsent(type, properties)
  if (!asked && type !== 'consent_requested') return { type, properties }
  const { status: _status, method: _method, ip: _ip, ...rest } = properties
  return { type: 'consent_requested', properties: rest }
}

/** The browser's own names, and of those of the customer the strongest only: a page cannot say that two are one. */
function believed({
  id,
  email,
  phone,
  ...own
}: PageEvent['names']): Readonly<Record<string, string | undefined>> {
  if (id !== undefined) return { id, ...own }
  if (email !== undefined) return { email, ...own }
  return phone === undefined ? own : { phone, ...own }
}
