// From a posted body to events and to the list of those refused. Pure: one bad event never costs a good one (I11).
import { type Event, eventParser, type Fault } from '../model/event.js'
import type { RefusedEvent } from './refused-events.js'

export const maxEvents = 1_000

export interface Rejected {
  /** Position in the posted list; 0 for an event posted alone. */
  readonly index: number
  readonly errors: readonly Fault[]
}

/** What a door tells of each answer. */
export interface Posted {
  readonly source: string
  readonly accepted: number
  readonly rejected: number
  /** Those that were rejected. */
  readonly refused: readonly RefusedEvent[]
}

export interface Sorted {
  readonly events: readonly Event[]
  readonly rejected: readonly Rejected[]
}

/** The events of a body: `{ "events": [ … ] }`, or the body itself as one event. */
export function listPosted(body: unknown): readonly unknown[] {
  const { events } = (body ?? {}) as { events?: unknown }
  return Array.isArray(events) ? events : [body]
}

export function sortPosted(posted: readonly unknown[], source: string, receivedAt: Date): Sorted {
  const parse = eventParser(source, receivedAt)
  const events: Event[] = []
  const rejected: Rejected[] = []
  for (const [index, raw] of posted.entries()) {
    const parsed = parse(raw)
    if ('event' in parsed) events.push(parsed.event)
    else rejected.push({ index, errors: parsed.faults })
  }
  return { events, rejected }
}
