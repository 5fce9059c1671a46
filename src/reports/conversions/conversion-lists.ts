// The lists behind a row of the report of conversions.
import { listAddress } from '../list-address.js'
import { daysOf } from '../times.js'
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

function filtersOf(by: Grouping, id: string, request: ConversionRequest): Filters {
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
    case 'month':
      return { ...daysOf(by, id, request) }
    default:
      return { [by]: id }
  }
}
