// What the event of a click says of where the link led, whoever tells of it: our own doors or a provider. Pure.
import type { JsonObject } from '../model/json.js'

/** `link`: without what differs from one message to the next. The token of a page of ours opens it, so it is left out. */
export function clickedLink(url: string | undefined): JsonObject {
  if (url === undefined) return {}
  const shown = url.replace(/(\/[uk]\/)[\w-]{20,}\.[\w-]{20,}.*/, '$1…')
  return { url: shown, link: shown.replace(/[?#].*/s, '') }
}
