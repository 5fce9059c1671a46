// When a customer said something. Pure.
import type { Event } from '../model/event.js'

/**
 * In milliseconds since 1970. A source whose clock runs ahead must not make the customer's next word an older one, so
 * nothing counts as said after it arrived.
 */
export const saidAt = ({ occurredAt, receivedAt }: Event): number =>
  occurredAt === receivedAt
    ? Date.parse(occurredAt)
    : Math.min(Date.parse(occurredAt), Date.parse(receivedAt))
