// Events by the day they were processed: those that brought nobody into a journey, by which reason; or those of a type or source.
import type { Fault } from '../../model/event.js'
import type { ListKind } from '../list-kind.js'
import { type EventFilters, eventFilters } from './event-filters.js'
import { readEvents } from './event-list-queries.js'
import { pageOf } from './part-queries.js'

export const events: ListKind<EventFilters> = {
  name: 'events',
  summary: 'events, by the day they were processed, and which of them a journey refused',
  parameters: eventFilters,
  check: async ({ journey, parameters: { refused, version } }) => faultsOf(journey, refused, version),
  columns: [
    { key: 'processedAt', title: 'processed', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'type', title: 'type', kind: 'text' },
    { key: 'source', title: 'source', kind: 'text' },
    { key: 'event', title: 'event', kind: 'text' },
    { key: 'occurredAt', title: 'occurred', kind: 'time', inTable: false },
    { key: 'journey', title: 'journey', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count', inTable: false },
    { key: 'refused', title: 'refused', kind: 'text' },
  ],
  positionSize: 4,
  page: async (db, request, settings, part) => pageOf(await readEvents(db, request, settings, part), part),
}

/** An event belongs to no journey; that a journey refused it does. */
function faultsOf(journey: string | null, refused: string | undefined, version: number | undefined): Fault[] {
  if (refused !== undefined) return []
  const path = journey !== null ? 'journey' : version !== undefined ? 'version' : null
  return path === null
    ? []
    : [{ path, message: 'needs "refused": which events a journey did not take, by reason or any' }]
}
