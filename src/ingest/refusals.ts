// What all doors say when they take nothing: too much at once, or a queue that is away.
import { Problem, unavailable } from '../platform/http/index.js'
import { BrokerUnavailable } from '../platform/queue/index.js'

/** Long enough for a restart of Redis. */
const retryAfterSeconds = 5

/**
 * For the rejection of an intake's `accept`: 503 where the queue is away. Some of what was sent may be stored; sending all
 * of it again does no harm, because an id is processed once. `what`, for people: `"Events"`.
 */
export const notAccepted =
  (what: string) =>
  (error: unknown): never => {
    if (!(error instanceof BrokerUnavailable)) throw error
    throw unavailable(error.code, `${what} cannot be accepted now; send again`, retryAfterSeconds, error)
  }

/** `title`: how many there may be. */
export const batchTooLarge = (title: string, count: number): Problem =>
  new Problem({
    status: 413,
    code: 'batch_too_large',
    title,
    detail: `It held ${count}. None of them was accepted.`,
  })
