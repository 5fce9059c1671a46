// When a date trigger or a schedule comes due for a customer, after a given instant.
import { daysInMonth } from '../../model/calendar-date.js'
import { parsePath, readPath } from '../../model/json.js'
import { addDays, localParts, nextLocalTime, onLocalDate } from '../../model/local-time.js'
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

function nextScheduled({ schedule }: ScheduleTrigger, zone: string, after: Date): Date {
  const { every, on, at } = schedule
  const from = new Date(after.getTime() + 1)
  if (every === 'day') return nextLocalTime(from, zone, at)
  if (every === 'week') return nextLocalTime(from, zone, at, Array.isArray(on) ? on : ['mon'])
  return nextMonthly(typeof on === 'number' ? on : 1, at, zone, from)
}

/** On that day of the month, or on its last day where it is shorter. */
function nextMonthly(day: number, at: string, zone: string, from: Date): Date {
  let { year, month } = localParts(from, zone)
  for (;;) {
    const date = onLocalDate({ year, month, day: Math.min(day, daysInMonth(year, month)) }, at, zone)
    if (date >= from) return date
    ;({ year, month } = addDays({ year, month, day: daysInMonth(year, month) }, 1))
  }
}
