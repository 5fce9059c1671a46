// Whether a message may go out now, by the law where the customer may be, and if not, when. What is quiet is data
// (`quiet-rules.ts`); which messages the rules are asked about (marketing) is not decided here.
import { type HolidayCalendar, holidaysOf } from './holidays.js'
import { endOfInside, insideWindow, localParts, startOfNextPeriod } from './local-time.js'
import { type QuietRule, quietRules } from './quiet-rules.js'
import { type Place, zonesOf } from './time-zones.js'

export { type HolidayCalendar, holidaysOf } from './holidays.js'
export { type QuietRule, quietRules } from './quiet-rules.js'

export interface QuietInput {
  readonly channel: string
  readonly place: Place
  /** For a place whose zone nothing tells. */
  readonly fallbackZone: string
  readonly at: Date
  /** Instead of `quietRules`; a workspace adds its own: `[...quietRules, …]`. */
  readonly rules?: readonly QuietRule[]
}

export interface Quiet {
  /** The first instant that every rule allows, on the clocks of every zone the customer may be in. */
  readonly until: Date
  /** The first of the rules that forbid `at`. */
  readonly rule: QuietRule
}

/**
 * Null: may be sent at `at`. Where the zones of a vast country leave no instant allowed in all of them, the one most
 * people live in decides. Throws a RangeError on rules that never allow anything.
 */
export function quietUntil({
  channel,
  place,
  fallbackZone,
  at,
  rules = quietRules,
}: QuietInput): Quiet | null {
  const applying = rules.filter(rule => applies(rule, channel, place))
  if (applying.length === 0) return null
  const zones = zonesOf(place, fallbackZone)
  const rule = applying.find(one => zones.some(zone => endOfQuiet(one, zone, at) !== null))
  if (!rule) return null
  const until = firstAllowed(applying, zones, at) ?? firstAllowed(applying, zones.slice(0, 1), at)
  if (!until) throw new RangeError(`quiet rules that allow nothing: ${rule.source}`)
  return { until, rule }
}

const applies = ({ channels, countries, regions }: QuietRule, channel: string, place: Place): boolean =>
  channels.includes(channel) &&
  (!countries || (place.country !== null && countries.includes(place.country))) &&
  (!regions || (place.region !== null && regions.includes(place.region)))

/** Longer than any run of weekends and holidays. */
const patienceMs = 15 * 86_400_000

/** Goes from the end of one quiet time to the end of the next, until nothing is quiet. */
function firstAllowed(rules: readonly QuietRule[], zones: readonly string[], from: Date): Date | null {
  const end = from.getTime() + patienceMs
  let at = from
  while (at.getTime() <= end) {
    const later = latestEnd(rules, zones, at)
    if (!later) return at
    at = later
  }
  return null
}

function latestEnd(rules: readonly QuietRule[], zones: readonly string[], at: Date): Date | null {
  let latest: Date | null = null
  for (const zone of zones)
    for (const rule of rules) {
      const end = endOfQuiet(rule, zone, at)
      if (end && (!latest || end > latest)) latest = end
    }
  return latest
}

const never = new Date(8.64e15)

/** When the quiet time of a rule that `at` is in ends on the clocks of a zone; null when `at` is in none. */
function endOfQuiet({ quiet, holidays }: QuietRule, zone: string, at: Date): Date | null {
  if (holidays && isHoliday(holidays, zone, at)) return startOfNextPeriod(at, zone, 'day')
  for (const window of quiet)
    if (insideWindow(at, zone, window)) return endOfInside(at, zone, window) ?? never
  return null
}

function isHoliday(calendar: HolidayCalendar, zone: string, at: Date): boolean {
  const { year, month, day } = localParts(at, zone)
  return holidaysOf(calendar, year).some(date => date.month === month && date.day === day)
}
