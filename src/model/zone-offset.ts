// How far the clocks of a zone are from UTC. The only place that asks Intl, which is slow: answers are kept per zone
// and UTC day, exactly, with the instant of a change inside that day.

const dayMs = 86_400_000

/** A UTC day in a zone. Two changes within one day have never happened. */
interface Day {
  readonly before: number
  readonly after: number
  /** The first instant with the offset `after`, in ms; Infinity where nothing changes. */
  readonly changeAt: number
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  readonly days: Map<number, Day>
}

/** There are some 600 names of zones; customers may write more, in upper and lower case. */
const maxZones = 1_000
/** Eleven years in one zone, which is more than the journeys of a day look at. */
const maxDays = 4_096
const zones = new Map<string, Zone>()

/** Milliseconds that the clocks of a zone are ahead of UTC at an instant; throws a RangeError on an unknown zone. */
export function offsetAt(ms: number, zone: string): number {
  const { before, after, changeAt } = dayOf(zoneNamed(zone), Math.floor(ms / dayMs))
  return ms < changeAt ? before : after
}

/** The first instant after `from` and not after `to`, in ms, at which the clocks of a zone are moved; or null. */
export function nextChange(from: number, to: number, name: string): number | null {
  const zone = zoneNamed(name)
  for (let day = Math.floor(from / dayMs); day <= Math.floor(to / dayMs); day++) {
    const { changeAt } = dayOf(zone, day)
    if (changeAt > from && changeAt <= to) return changeAt
  }
  return null
}

function zoneNamed(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const zone = {
    format: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }),
    days: new Map<number, Day>(),
  }
  if (zones.size >= maxZones) zones.clear()
  zones.set(name, zone)
  return zone
}

function dayOf(zone: Zone, number: number): Day {
  const known = zone.days.get(number)
  if (known) return known
  const day = lookUp(zone, number * dayMs)
  if (zone.days.size >= maxDays) zone.days.clear()
  zone.days.set(number, day)
  return day
}

function lookUp(zone: Zone, start: number): Day {
  const before = ask(zone, start)
  // The change at the very end of a day is that of the next one's first instant.
  const after = ask(zone, start + dayMs - 1)
  if (before === after) return changeAtStart(zone, start, after)
  let [low, high] = [start, start + dayMs - 1]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (ask(zone, middle) === before) low = middle
    else high = middle
  }
  return { before, after, changeAt: high }
}

/** A change at 00:00 UTC has to be found too, by `nextChange`: all of that day is after it. */
function changeAtStart(zone: Zone, start: number, after: number): Day {
  const before = ask(zone, start - 1)
  return { before, after, changeAt: before === after ? Number.POSITIVE_INFINITY : start }
}

/** Intl writes `"1/1/1971, GMT-00:44:30"`, and `"GMT"` alone for none. */
function ask({ format }: Zone, ms: number): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(ms))
  if (!match?.[1]) return 0
  const seconds = Number(match[2]) * 3_600 + Number(match[3]) * 60 + Number(match[4] ?? 0)
  return (match[1] === '-' ? -seconds : seconds) * 1_000
}
