// The lists behind a row of the report of conversions.
import { addDays } from '../calendar-day.js'
import { mondayOfWeek } from '../iso-week.js'
import { listAddress } from '../list-address.js'
import { type ConversionRequest, type Grouping, hasShop } from './conversion-parameters.js'

type Filters = Readonly<Record<string, string | null>>

/** `id` of the row; null: of the total. */
export function listsBehind(request: ConversionRequest, id: string | null): Record<string, string> {
  const { from, to, journey, parameters } = request
  const { by, model, basis, goal } = parameters
  const row: Filters = { from, to, journey, ...(id === null ? {} : filtersOf(by, id, request)) }
  const orders = (more: Filters): string => listAddress('orders', { ...row, goal, basis, ...more })
  const isOf = (...these: readonly Grouping[]): boolean => id !== null && these.includes(by)
  return {
    ...(!isOf('message', 'channel', 'category') && {
      entered: listAddress('enrollments', row),
      immature: listAddress('enrollments', { ...row, open: goal }),
    }),
    ...(!isOf('category') && { messages: listAddress('messages', { ...row, status: 'handed_over' }) }),
    conversions: orders({ model }),
    lastTouch: orders({ model: 'last_touch' }),
    influenced: orders({ model: 'influenced' }),
    ...(!isOf('category') && { refunded: orders({ model: 'last_touch', refunded: 'yes' }) }),
    cancelled: orders({ model: 'last_touch', cancelled: 'yes' }),
    ...(hasShop(request) && { shop: listAddress('shop-orders', { from: row.from, to: row.to }) }),
  }
}

function filtersOf(by: Grouping, id: string, { from, to }: ConversionRequest): Filters {
  const slash = id.indexOf('/')
  const [journey, rest] = [id.slice(0, slash), id.slice(slash + 1)]
  switch (by) {
    case 'journey':
      return { journey: id }
    case 'version':
      return { journey, version: rest }
    case 'message':
      return { journey, step: rest }
    case 'variant':
      return { journey, variant: rest }
    case 'day':
    case 'week':
    case 'month': {
      const [first, after] = daysIn(by, id)
      return { from: first > from ? first : from, to: after < to ? after : to }
    }
    default:
      return { [by]: id }
  }
}

/** Of "2026-11-20", "2026-W47" or "2026-11": the first day, and the day after the last one. */
function daysIn(by: 'day' | 'week' | 'month', id: string): readonly [from: string, to: string] {
  if (by === 'day') return [id, addDays(id, 1)]
  if (by === 'month') {
    const first = `${id}-01`
    return [first, `${addDays(first, 31).slice(0, 7)}-01`]
  }
  const monday = mondayOfWeek(id)!
  return [monday, addDays(monday, 7)]
}
