// Days and times in the data, compared with each other and with the present. A day stands for its first instant where
// the customer is. What passing time can change, it tells (see `Scope.changesAt`).
import type { JsonValue } from '../../model/json.js'
import { onLocalDate, type ParsedDate, parseDate } from '../../model/local-time.js'
import type { Scope, Truth } from './scope.js'

export const momentOf = (value: JsonValue): ParsedDate | undefined => parseDate(value) ?? undefined

/** In ms; NaN for what is neither a day nor a time. */
function msOf(value: JsonValue, zone: string): number {
  const moment = parseDate(value)
  return moment === null ? Number.NaN : instantMs(moment, zone)
}

const instantMs = (moment: ParsedDate, zone: string): number =>
  (moment.kind === 'instant' ? moment.at : onLocalDate(moment, '00:00', zone)).getTime()

export function isBefore(got: JsonValue, want: ParsedDate, { zone }: Scope): Truth {
  const at = msOf(got, zone)
  return Number.isNaN(at) ? null : at < instantMs(want, zone)
}

export function isAfter(got: JsonValue, want: ParsedDate, { zone }: Scope): Truth {
  const at = msOf(got, zone)
  return Number.isNaN(at) ? null : at > instantMs(want, zone)
}

/** The present is past; so is what was exactly so long ago. */
export function isWithinLast(got: JsonValue, ms: number, { zone, now, changesAt }: Scope): Truth {
  const at = msOf(got, zone)
  if (Number.isNaN(at)) return null
  const agoMs = now.getTime() - at
  if (agoMs < 0) changesAt?.(new Date(at))
  else if (agoMs <= ms) changesAt?.(new Date(at + ms + 1))
  return agoMs >= 0 && agoMs <= ms
}

/** What is exactly so far off is within; the present is no longer to come. */
export function isWithinNext(got: JsonValue, ms: number, { zone, now, changesAt }: Scope): Truth {
  const at = msOf(got, zone)
  if (Number.isNaN(at)) return null
  const inMs = at - now.getTime()
  if (inMs > ms) changesAt?.(new Date(at - ms))
  else if (inMs > 0) changesAt?.(new Date(at))
  return inMs > 0 && inMs <= ms
}
