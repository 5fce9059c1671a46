// Which review is due by the clocks of the shop. Pure.
import { weekdays } from '../../model/calendar-date.js'
import { addDays } from '../calendar-day.js'
import { mondayOf, weekdayNumberOf, weekOf } from '../iso-week.js'
import type { ReviewPlan } from './review-queries.js'

/** What was due longer ago is not made up for: whoever sets a day gets no old review at once. */
const latestDays = 2

/** The week before the day it is due on; null: none is due. `time`: such as "08:05". */
export function dueWeek(
  { on, at }: Pick<ReviewPlan, 'on' | 'at'>,
  { today, time }: { readonly today: string; readonly time: string },
): string | null {
  const wanted = weekdays.indexOf(on) + 1
  const daysAgo = (weekdayNumberOf(today) - wanted + 7) % 7
  if (daysAgo > latestDays || (daysAgo === 0 && time < at)) return null
  return weekOf(addDays(mondayOf(addDays(today, -daysAgo)), -7))
}
