// What a life in memory has to do with goals, credited by the very code of production: after each event all is counted anew.
import {
  type Conversion,
  creditsOf,
  earns,
  type LedgerEvent,
  type LedgerVisit,
  visitOf,
} from '../conversions/index.js'
import type { Enrollment, JourneySet, PastMessage } from '../journeys/engine/index.js'
import { type Event, ownSource } from '../model/event.js'
import type { JsonObject } from '../model/json.js'

interface Life {
  readonly journeys: JourneySet
  readonly enrollments: readonly Enrollment[]
  readonly messages: readonly PastMessage[]
}

export class LifeLedger {
  private readonly events: LedgerEvent[] = []
  private readonly visits: LedgerVisit[] = []
  private known = new Map<string, string>()

  /** The conversions that are new since, or have changed. */
  hear(event: Event, now: Date, life: Life): readonly Conversion[] {
    const { source, id, type, properties } = event
    if (!earns(life.journeys.goals, { type, source: ownSource })) return []
    const occurredAt = new Date(event.occurredAt)
    const at = occurredAt < now ? occurredAt : now
    this.events.push({ source, id, customerId: '', type, at, properties })
    const visit = visitOf({ type, at, properties: { ...lastOf(type, life), ...properties } })
    if (visit) this.visits.push(visit)
    return this.changed(this.count(life))
  }

  private count({ journeys, enrollments, messages }: Life): Conversion[] {
    const handedOver = messages.flatMap(message =>
      message.wireAt === null ? [] : [{ ...message, wireAt: message.wireAt }],
    )
    const { events, visits } = this
    return creditsOf({ customerId: '', passes: enrollments, messages: handedOver, visits, events }, journeys)
  }

  private changed(conversions: readonly Conversion[]): Conversion[] {
    const told = conversions.map(one => ({ one, key: keyOf(one), text: textOf(one) }))
    const changed = told.filter(({ key, text }) => this.known.get(key) !== text)
    this.known = new Map(told.map(({ key, text }) => [key, text]))
    return changed.map(({ one }) => one)
  }
}

/** Whoever tells a case need not know what messages are called: a click is on the last one of its channel. */
function lastOf(type: string, { messages }: Life): JsonObject {
  const last = messages.findLast(({ channel, wireAt }) => wireAt !== null && type.startsWith(`${channel}_`))
  return last ? { messageId: last.id } : {}
}

const keyOf = ({ source, eventId, goal }: Conversion): string => JSON.stringify([source, eventId, goal])

/** As far as it is told. */
const textOf = ({ messageId, value, refunded, cancelled }: Conversion): string =>
  JSON.stringify([messageId, value, refunded, cancelled])
