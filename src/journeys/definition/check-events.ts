// Whether the events a journey or a segment names can ever come, and whether those it emits are its own to make. Custom
// events have any name, so a slip of the pen would only show as a journey that nobody ever enters.
import { closest, slipOf } from './did-you-mean.js'
import type { EventBook } from './event-properties.js'
import { error, type Fault, warning } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { knownEvents } from './known-events.js'
import type { At } from './walk.js'
import { emittedTypes } from './walk-names.js'

const known = Object.keys(knownEvents)

export const checkEventTypes = (types: readonly At<string>[], book: EventBook): Fault[] =>
  types.flatMap(({ value, path }) => {
    if (book.types.includes(value)) return []
    const meant = slipOf(value, known) ?? closest(value, book.types)
    const message =
      meant === undefined
        ? `nobody knows the event "${value}": Triggerfish does not, no journey emits it, and there is no events/${value}.json; describe it there, or name another`
        : `nobody knows the event "${value}"; did you mean "${meant}"? A type of your own is described in events/${value}.json`
    return [warning('unusual_event', path, message)]
  })

/** An event that others send, or that Triggerfish makes itself, would say what has not happened. */
export const checkEmitted = (journey: JourneyDefinition): Fault[] =>
  emittedTypes(journey).flatMap(({ value, path }) => {
    if (!known.includes(value)) return []
    const message = `"${value}" is not for a step to make: it says what a shopper, a provider or Triggerfish itself did; name a type of your own, such as "care_asked"`
    return [error('emit_reserved', path, message)]
  })
