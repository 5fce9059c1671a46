// The messages behind a row of the report of health.
import { addDays } from '../calendar-day.js'
import { listAddress } from '../list-address.js'
import type { ArrivalsRow, HealthQuery } from './health-queries.js'

/** `row`: one of those that make it up; null: of the total. */
export function messagesBehind(
  { by, from, to, ...filters }: HealthQuery,
  row: Pick<ArrivalsRow, 'id' | 'monday'> | null,
): Record<string, string> {
  const within = { from, to, ...filters, ...(row && filtersOf({ by, from, to }, row)) }
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

function filtersOf(
  { by, from, to }: Pick<HealthQuery, 'by' | 'from' | 'to'>,
  { id, monday }: Pick<ArrivalsRow, 'id' | 'monday'>,
): Record<string, string> {
  if (by === 'day') return { from: id, to: addDays(id, 1) }
  if (by !== 'week') return { [by]: id }
  const next = addDays(monday, 7)
  return { from: monday > from ? monday : from, to: next < to ? next : to }
}
