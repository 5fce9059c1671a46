// The events of a moment: one that is posted, a call of a journey, the answer of a webhook.

import type { Customer, Identifiers } from '../model/customer.js'
import { type Event, parseEvent } from '../model/event.js'
import type { CaseClock } from './case-clock.js'
import type { Moment } from './life-schema.js'
import type { Simulation } from './simulation.js'

export function eventsOf(
  moment: Moment,
  index: number,
  simulation: Simulation,
  { at }: Pick<CaseClock, 'at'>,
): Event[] {
  const { event, call, answer } = moment
  const known = knownAs(simulation.state.customer)
  const own = { customer: known, at: at(moment.at) }
  return [
    ...(event === undefined ? [] : [postedEvent({ ...moment, event }, index, known, at)]),
    ...(call
      ? [ownEvent('journey_called', `call-${index}`, { ...call.data, journey: call.journey }, own)]
      : []),
    ...(answer ? [ownEvent('webhook_answered', `answer-${index}`, answerTo(answer, simulation), own)] : []),
  ]
}

const knownAs = ({ email, phone }: Customer): Identifiers => ({
  id: 'c-1',
  ...(email !== null && { email }),
  ...(phone !== null && { phone }),
})

/** By the public contract of events, so that no case speaks of an event that could not be posted. */
function postedEvent(
  { event: type, id, at: offset, occurredAt = offset, customer, properties = {} }: Moment,
  index: number,
  known: Identifiers,
  at: CaseClock['at'],
): Event {
  const posted = {
    id: id ?? `evt-${index}`,
    type,
    occurredAt: at(occurredAt).toISOString(),
    customer: customer ?? known,
    properties,
  }
  const parsed = parseEvent(posted, 'shop', at(offset))
  if ('event' in parsed) return parsed.event
  const faults = parsed.faults.map(({ path, message }) => `${path} ${message}`.trim())
  throw new Error(`the event ${type} at ${offset} could not be posted: ${faults.join('; ')}`)
}

/** An event of the program itself. */
function ownEvent(
  type: string,
  id: string,
  properties: Event['properties'],
  { customer, at }: { customer: Identifiers; at: Date },
): Event {
  const time = at.toISOString()
  return { source: 'triggerfish', id, type, customer, properties, occurredAt: time, receivedAt: time }
}

function answerTo(
  { step, status, body }: NonNullable<Moment['answer']>,
  simulation: Simulation,
): Event['properties'] {
  const call = simulation.lastCall(step)
  if (!call) throw new Error(`no step "${step}" has called anybody yet, so that nobody can answer`)
  return { enrollment: call.enrollmentId, step, pass: call.pass, status, body }
}
