// Last touch: a goal event is credited to the last message before it whose journey has it for a goal and whose window
// is still open, so that all journeys together never claim an order twice.
import type { Event } from '../../model/event.js'
import { readPath } from '../../model/json.js'
import { isAmount } from '../../model/money.js'
import type { CompiledGoal, CompiledJourney } from './compile.js'
import { sameKey } from './key.js'
import type { Run } from './run.js'
import type { PastMessage } from './types.js'

interface Touch {
  readonly message: PastMessage
  readonly goal: CompiledGoal
  readonly at: number
}

export function creditGoal(run: Run, event: Event): void {
  const horizonMs = run.journeys.goalHorizonMs(event.type)
  if (horizonMs === 0) return
  const occurredAt = new Date(event.occurredAt)
  const messages = run.pastMessages(new Date(occurredAt.getTime() - horizonMs)) ?? []
  const last = messages
    .flatMap(message => touchOf(run, message, event))
    .reduce<Touch | null>((last, touch) => (last && isAfter(last, touch) ? last : touch), null)
  if (last)
    run.conversion = {
      source: event.source,
      eventId: event.id,
      message: last.message,
      occurredAt,
      ...worth(last.goal, event),
    }
}

/** Messages can go on the wire at the same millisecond; who earns the order must not hang on how they were listed. */
function isAfter(a: Touch, b: Touch): boolean {
  const apartMs = a.at - b.at || a.message.createdAt.getTime() - b.message.createdAt.getTime()
  return apartMs === 0 ? a.message.id > b.message.id : apartMs > 0
}

function touchOf(run: Run, message: PastMessage, event: Event): Touch[] {
  if (message.wireAt === null) return []
  const journey = run.journeys.version(message.journeyId, message.version)
  const agoMs = Date.parse(event.occurredAt) - message.wireAt.getTime()
  if (!journey?.goal || agoMs < 0 || agoMs > journey.goal.withinMs || !isGoal(run, journey, message, event))
    return []
  return [{ message, goal: journey.goal, at: message.wireAt.getTime() }]
}

const isGoal = (run: Run, journey: CompiledJourney, message: PastMessage, event: Event): boolean =>
  journey.goal?.event === event.type &&
  sameKey(journey, message.key, event.properties) &&
  run.unmet(journey.goal.where, event.properties) === null

/** The amount at the goal's `value` path; without a proper amount the conversion counts, but brings no revenue. */
function worth(goal: CompiledGoal, event: Event): { value: string | null; currency: string | null } {
  const amount = goal.value && readPath(event.properties, goal.value.amount)
  const currency = goal.value && readPath(event.properties, goal.value.currency)
  if (!isAmount(amount) || typeof currency !== 'string') return { value: null, currency: null }
  return { value: amount, currency }
}
