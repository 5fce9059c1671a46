// The messages behind a row of the report of health.
import { listAddress } from '../list-address.js'
import { daysOf, isTime } from '../times.js'
import type { HealthQuery } from './health-queries.js'

/** `id` null: of the total. */
export function messagesBehind(query: HealthQuery, id: string | null): Record<string, string> {
  const { by: _, ...filters } = query
  const within = { ...filters, ...(id !== null && filtersOf(query, id)) }
  const address = (more: Record<string, string>): string => listAddress('messages', { ...within, ...more })
  return {
    handedOver: address({ status: 'handed_over' }),
    delivered: address({ delivery: 'delivered' }),
    opened: address({ delivery: 'opened' }),
    clicked: address({ delivery: 'clicked' }),
    bounced: address({ delivery: 'bounced' }),
    complained: address({ delivery: 'complained' }),
    unsubscribed: address({ delivery: 'unsubscribed' }),
    failed: address({ status: 'failed' }),
    unknown: address({ status: 'unknown' }),
  }
}

const filtersOf = ({ by, from, to }: HealthQuery, id: string): Record<string, string> =>
  isTime(by) ? { ...daysOf(by, id, { from, to }) } : { [by]: id }
