// What came into a shop, hour by hour over weeks, made by a stated model and always the same: days that are better and worse, nights,
// weekends, a sale, newsletters, the end of summer time, and faults of its storefront from an hour on.
import { judgeEvents } from '../../../src/audits/data/judge-events.js'
import {
  type EventFacts,
  type EventSum,
  type FieldSum,
  type RefusedSum,
  type Stretch,
  shiftHours,
  shiftsOf,
  stretches,
} from '../../../src/audits/event-facts.js'
import { type PastTurn, pastOf } from '../../../src/audits/past.js'
import { seededRandom } from '../../../src/demo/random.js'

/** A Monday. Summer time ends in the sixth week. */
const begin = Date.UTC(2026, 8, 14)
const summerEnds = Date.UTC(2026, 9, 25, 1)
const hourMs = 3_600_000
export const weeks = (count: number): number => count * 168

export type Counts = Omit<EventSum, 'source' | 'type' | 'week'> & { missing: number; refused: number }
export interface Stream {
  readonly source: string
  readonly type: string
  /** Events on an ordinary day. */
  readonly daily: number
  /** Mostly there: a share of events lacks it. */
  readonly field?: string
}
/** What becomes of an hour of a stream from `at` on. */
export interface Fault {
  readonly at: number
  readonly until?: number
  change(stream: Stream, hour: Counts): Counts
}

export const shops: Readonly<Record<'large' | 'small' | 'tiny', readonly Stream[]>> = {
  large: [
    { source: 'web', type: 'product_viewed', daily: 120_000, field: 'product.price' },
    { source: 'web', type: 'product_added', daily: 12_000 },
    { source: 'web', type: 'checkout_started', daily: 3_000 },
    { source: 'shop', type: 'order_completed', daily: 1_500, field: 'order.cartId' },
    { source: 'shop', type: 'customer_updated', daily: 800 },
    { source: 'erp', type: 'order_fulfilled', daily: 1_400 },
  ],
  small: [
    { source: 'web', type: 'product_viewed', daily: 600, field: 'product.price' },
    { source: 'web', type: 'product_added', daily: 60 },
    { source: 'shop', type: 'order_completed', daily: 8, field: 'order.cartId' },
    { source: 'shop', type: 'customer_updated', daily: 5 },
  ],
  tiny: [
    { source: 'web', type: 'product_viewed', daily: 40, field: 'product.price' },
    { source: 'shop', type: 'order_completed', daily: 1 },
  ],
}

const nextOf = (seed: number): (() => number) => seededRandom(seed).next

const bell = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

function poisson(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * bell(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** From midnight on, by the clocks of the shop. */
const byHour = [3, 2, 1, 1, 1, 2, 4, 8, 12, 16, 19, 21, 22, 21, 20, 20, 21, 24, 28, 33, 36, 32, 20, 9]
const byHourSum = byHour.reduce((sum, one) => sum + one, 0)
const byWeekday = [1.05, 0.9, 0.92, 1, 0.95, 1.05, 1.25]
/** A warehouse rests on Sundays. */
const ofWarehouse = [1.3, 1.1, 1, 1, 1, 0.6, 0]

const localHour = (hour: number): number =>
  Math.floor((begin + hour * hourMs + (begin + hour * hourMs < summerEnds ? 2 : 1) * hourMs) / hourMs)

function usualOf({ source, daily }: Stream, hour: number): number {
  const local = localHour(hour) - localHour(0)
  const [week, day, hourOfDay] = [Math.floor(local / 168), Math.floor(local / 24) % 7, (local + 2) % 24]
  const weekday = (source === 'erp' ? ofWarehouse : byWeekday)[day] ?? 1
  const sale = week === 4 && day >= 4 ? 2.5 : 1
  const letter = week % 2 === 1 && day === 3 && hourOfDay >= 18 && hourOfDay < 21 ? 2.5 : 1
  return ((daily * (byHour[hourOfDay] ?? 0)) / byHourSum) * weekday * sale * letter * 1.01 ** week
}

const share = (events: number, of: number, random: () => number): number =>
  Math.min(events, poisson(events * of, random))

function hoursOf(stream: Stream, hours: number, seed: number, fault: Fault | null): Counts[] {
  const days = nextOf(seed * 7_919)
  const ofDay = Array.from({ length: Math.ceil(hours / 24) + 1 }, () => Math.exp(0.2 * bell(days)))
  const random = nextOf(seed * 104_729 + stream.daily + stream.type.length)
  return Array.from({ length: hours }, (_, hour) => {
    const mean = usualOf(stream, hour) * ofDay[Math.floor(hour / 24)]! * Math.exp(0.12 * bell(random))
    const events = poisson(mean, random)
    const usual: Counts = {
      events,
      repeats: share(events, 0.004, random),
      late: share(events, 0.004, random),
      ahead: share(events, 0.001, random),
      delayed: share(events, 0.02, random),
      doubled: share(events, 0.03, random),
      nameless: stream.type === 'order_completed' ? share(events, 0.05, random) : 0,
      checked: Math.min(events, 300),
      missing: share(Math.min(events, 300), 0.05, random),
      refused: share(events, 0.001, random),
    }
    const isFaulty = fault !== null && hour >= fault.at && hour < (fault.until ?? Number.POSITIVE_INFINITY)
    return isFaulty ? fault.change(stream, usual) : usual
  })
}

export const none: Counts = {
  ...{ events: 0, repeats: 0, late: 0, ahead: 0, delayed: 0, doubled: 0, nameless: 0 },
  ...{ checked: 0, missing: 0, refused: 0 },
}

/** Sums from the beginning, so that those of any stretch are two look-ups. */
function summed(hours: readonly Counts[]): (from: number, to: number) => Counts {
  const sums = [none]
  for (const hour of hours) sums.push(combined(sums.at(-1)!, hour, 1))
  return (from, to) => (from < 0 ? none : combined(sums[to]!, sums[from]!, -1))
}

/** Written out: it is the whole cost of a simulation. */
const combined = (a: Counts, b: Counts, sign: 1 | -1): Counts => ({
  events: a.events + sign * b.events,
  repeats: a.repeats + sign * b.repeats,
  late: a.late + sign * b.late,
  ahead: a.ahead + sign * b.ahead,
  delayed: a.delayed + sign * b.delayed,
  doubled: a.doubled + sign * b.doubled,
  nameless: a.nameless + sign * b.nameless,
  checked: a.checked + sign * b.checked,
  missing: a.missing + sign * b.missing,
  refused: a.refused + sign * b.refused,
})

export interface Told {
  readonly code: string
  readonly subject: string
  /** Hours from the beginning. */
  readonly at: number
  readonly until: number | null
}

export interface Simulated {
  readonly shop: readonly Stream[]
  readonly seed: number
  readonly fault?: Fault
  /** Audits are made from this hour on; the shop began at zero. */
  readonly from?: number
  readonly to: number
  /** Hours from one audit to the next; of each hour, without it. */
  readonly every?: (hour: number) => number
}

/** Everything that was told, as rounds of audits after each hour find it. */
export function auditedWeeks({ shop, seed, fault, from = 1, to, every = () => 1 }: Simulated): Told[] {
  const streams = shop.map(stream => {
    const hours = hoursOf(stream, to, seed, fault ?? null)
    return { ...stream, hours, first: hours.findIndex(({ events }) => events > 0), sum: summed(hours) }
  })
  const told: { code: string; subject: string; at: number; until: number | null; turn: PastTurn }[] = []
  for (let hour = from; hour <= to; hour += every(hour)) {
    const facts = factsAt(streams, hour)
    const found = judgeEvents(facts, pastOf(told.map(({ turn }) => turn)))
    const keys = new Map(found.map(one => [`${one.code} ${one.subject}`, one]))
    for (const one of told) {
      const again = keys.get(`${one.code} ${one.subject}`)
      if (one.until !== null) continue
      if (!again) Object.assign(one, { until: hour, turn: { ...one.turn, until: facts.to } })
      else one.turn = { ...one.turn, facts: again.facts }
      keys.delete(`${one.code} ${one.subject}`)
    }
    for (const { code, subject, facts: numbers } of keys.values())
      told.push({
        ...{ code, subject, at: hour, until: null },
        turn: { code, subject, from: facts.to, until: null, facts: numbers },
      })
  }
  return told.map(({ code, subject, at, until }) => ({ code, subject, at, until }))
}

type Summed = Stream & {
  readonly first: number
  readonly hours: readonly Counts[]
  readonly sum: ReturnType<typeof summed>
}

function factsAt(streams: readonly Summed[], hour: number): EventFacts {
  const known = streams.filter(({ first }) => first >= 0 && first < hour)
  const of = (stream: Summed, hours: number, week: number, shift: number): Counts => {
    const end = hour - week * shift
    return stream.sum(week === 0 ? Math.max(0, end - hours) : end - hours, end)
  }
  const all = stretches.map(hours =>
    known.map(stream =>
      Array.from({ length: shiftsOf(hours) + 1 }, (_, week) => of(stream, hours, week, shiftHours(hours))),
    ),
  )
  const listOf = (hours: Stretch): Counts[][] => all[stretches.indexOf(hours)]!
  const each = <T>(
    hours: Stretch,
    row: (stream: Summed, week: number, counts: Counts) => readonly T[],
  ): T[] =>
    known.flatMap((stream, n) => listOf(hours)[n]!.flatMap((counts, week) => row(stream, week, counts)))
  const sums = (hours: Stretch): EventSum[] =>
    each(hours, ({ source, type }, week, counts) => [{ ...counts, source, type, week }])
  const fields = (hours: 24 | 168): FieldSum[] =>
    each(hours, ({ source, type, field }, week, { missing }) =>
      field === undefined ? [] : [{ source, type, week, fault: 'missing', path: field, events: missing }],
    )
  const refused = (hours: 3 | 24 | 168): RefusedSum[] =>
    each(hours, ({ source, type }, week, { refused: events }): RefusedSum[] =>
      week > 0 || events === 0
        ? []
        : [
            { source, type, path: '', fault: '', events },
            { source, type, path: 'occurredAt', fault: 'wrong', events },
          ],
    )
  return {
    to: new Date(begin + hour * hourMs),
    streams: known.map(({ source, type, first, hours }) => ({
      source,
      type,
      since: new Date(begin + first * hourMs),
      last: new Date(begin + lastHour(hours, hour) * hourMs),
    })),
    sums: Object.fromEntries(stretches.map(hours => [hours, sums(hours)])) as unknown as EventFacts['sums'],
    fields: { 24: fields(24), 168: fields(168) },
    refused: { 3: refused(3), 24: refused(24), 168: refused(168) },
    revoked: [],
  }
}

function lastHour(hours: readonly Counts[], before: number): number {
  for (let hour = before - 1; hour > 0; hour--) if (hours[hour]!.events > 0) return hour
  return 0
}
