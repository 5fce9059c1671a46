// The ids of events from pages: in a room of their own for each browser, so that no page can use up an id that the shop's
// server, or another browser, is going to post. Pure.
import { createHash } from 'node:crypto'

/** `n`: of several events that one has become, from 0. */
export function pageEventId(anonymousId: string, id: string, n: number): string {
  const room = createHash('sha256').update(anonymousId).digest('base64url').slice(0, 22)
  return `script:${room}:${id}${n > 0 ? `:${n}` : ''}`
}
