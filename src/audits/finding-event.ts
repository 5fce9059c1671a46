// The turns of a finding as events that journeys hear. Pure: the same turn is always the same event.
import type { Identifiers } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import { idFrom } from '../model/ids.js'
import type { Untold } from './finding-store.js'

/** Up to two, in their order: that it was found, unless that was told, and that it is found no more. */
export function eventsOf(turn: Untold, customer: Identifiers, receivedAt: Date): Event[] {
  return [
    ...(turn.failedTold ? [] : [eventOf('audit_failed', turn, turn.firstAt, customer, receivedAt)]),
    ...(turn.endedAt ? [eventOf('audit_recovered', turn, turn.endedAt, customer, receivedAt)] : []),
  ]
}

function eventOf(
  type: 'audit_failed' | 'audit_recovered',
  { area, code, subject, severity, message, advice, facts, firstAt }: Untold,
  occurredAt: Date,
  customer: Identifiers,
  receivedAt: Date,
): Event {
  return {
    source: ownSource,
    id: idFrom(type, area, code, subject, firstAt.toISOString()),
    type,
    occurredAt: occurredAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    customer,
    properties: { area, code, subject, severity, message, advice, since: firstAt.toISOString(), facts },
  }
}
