// The ids of events from pages: in a room of their own for each browser, so that no page can use up an id that the shop's
// server, or another browser, is going to post, and so that it can be told what a browser itself has begun. Pure.
import { shortHash } from './ids.js'

/** What every id of this browser's events begins with. */
export const roomOfBrowser = (anonymousId: string): string => `script:${shortHash(anonymousId)}:`

/** `n`: of several events that one has become, from 0. */
export const pageEventId = (anonymousId: string, id: string, n: number): string =>
  `${roomOfBrowser(anonymousId)}${id}${n > 0 ? `:${n}` : ''}`
