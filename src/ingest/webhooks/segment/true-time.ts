// When a message's event happened, by a client whose clock may be wrong. Pure.
import type { JsonObject } from '../../../model/json.js'

/**
 * Segment's rule: the time on the client's clock, moved by what that clock was off when it sent the message. Without a
 * time of sending the client's time counts as it is, and without any the arrival. Never later than the arrival.
 */
export function trueTime(message: JsonObject, receivedAt: Date): string {
  const corrected = timeFrom(message.timestamp)
  const original = timeFrom(message.originalTimestamp) ?? corrected
  const sentAt = timeFrom(message.sentAt)
  // Segment itself has passed it on, and has done the sum: its own receivedAt and timestamp say so.
  if (message.receivedAt !== undefined && message.originalTimestamp !== undefined && corrected !== undefined)
    return within(corrected, receivedAt)
  if (original === undefined) return receivedAt.toISOString()
  // Sent before it happened: one of the two is not of this clock.
  if (sentAt === undefined || sentAt < original) return within(original, receivedAt)
  return within(receivedAt.getTime() - (sentAt - original), receivedAt)
}

const within = (time: number, receivedAt: Date): string =>
  (time < 0 || time > receivedAt.getTime() ? receivedAt : new Date(time)).toISOString()

const isoShape = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/** ISO 8601, in UTC where it names no zone; or milliseconds since 1970. */
export function timeFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 1e11 && value < 1e14 ? value : undefined
  if (typeof value !== 'string' || !isoShape.test(value)) return undefined
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(value) || !/T/i.test(value) ? value : `${value}Z`
  const time = Date.parse(zoned.replace(',', '.').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isNaN(time) ? undefined : time
}
