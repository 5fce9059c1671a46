// When a date trigger or a schedule comes due for a customer, after a given instant.
import { daysInMonth, weekdayOf } from '../../model/calendar-date.js'
import { parsePath, readPath } from '../../model/json.js'
import { addDays, type CalendarDate, localParts, onLocalDate, weekdays } from '../../model/local-time.js'
import { durationMs } from '../../model/time.js'
import type { DateTrigger, ScheduleTrigger } from '../definition/trigger-schema.js'
import type { Scope } from './condition.js'
import { momentOf, nextYearlyMoment } from './dates.js'
import type { WatchedDate } from './watching.js'

/** A day without a time begins its messages at a decent hour. */
const defaultTime = '09:00'

/** The first due time later than `after`; null: none as far as is known now. */
export function nextMoment({ trigger, horizonMs }: WatchedDate, scope: Scope, after: Date): Date | null {
  if ('schedule' in trigger) return nextScheduled(trigger, scope.zone, after)
  if (typeof trigger.date === 'object')
    return afterLastEvent(trigger.date.last, trigger, horizonMs, scope, after)
  const [, ...path] = parsePath(trigger.date)
  const value = readPath(scope.customer.attributes, path)
  if (trigger.every === 'year') return nextYearlyMoment(value, trigger, scope.zone, defaultTime, after)
  const moment = momentOf(value, trigger, scope.zone, defaultTime)
  return moment && moment > after ? moment : null
}

function afterLastEvent(
  type: string,
  trigger: DateTrigger,
  horizonMs: number,
  scope: Scope,
  after: Date,
): Date | null {
  // A day more for `at`, which may move the moment to a later time of that day.
  const since = new Date(Math.max(0, after.getTime() - horizonMs - 2 * durationMs('1d')))
  const events = scope.history(type, since) ?? []
  const last = events.reduce((latest, { occurredAt }) => Math.max(latest, occurredAt.getTime()), -1)
  if (last < 0) return null
  const moment = momentOf(new Date(last).toISOString(), trigger, scope.zone, defaultTime)
  return moment && moment > after ? moment : null
}

/** By calendar days: a time of day that comes twice when the clocks go back is meant once. */
function nextScheduled({ schedule }: ScheduleTrigger, zone: string, after: Date): Date {
  const { every, on, at } = schedule
  if (every === 'month') return nextMonthly(typeof on === 'number' ? on : 1, at, zone, after)
  const days = every === 'day' ? weekdays : Array.isArray(on) ? on : (['mon'] as const)
  let day: CalendarDate = localParts(after, zone)
  for (;;) {
    const moment = onLocalDate(day, at, zone)
    if (moment > after && days.some(one => one === weekdayOf(day))) return moment
    day = addDays(day, 1)
  }
}

/** On that day of the month, or on its last day where it is shorter. */
function nextMonthly(day: number, at: string, zone: string, after: Date): Date {
  let { year, month } = localParts(after, zone)
  for (;;) {
    const last = daysInMonth(year, month)
    const moment = onLocalDate({ year, month, day: Math.min(day, last) }, at, zone)
    if (moment > after) return moment
    ;({ year, month } = addDays({ year, month, day: last }, 1))
  }
}
