// Whether a goal's `value` can be an amount with its currency: otherwise conversions count, and are silently worth nothing.
import type { EventBook } from './event-properties.js'
import { error, type Fault, type JsonPath, warning } from './finding.js'
import { kindAt, type PropertyKind } from './property-table.js'
import { readsElsewhere } from './walk-fields.js'

interface Valued {
  readonly event: string
  readonly value?: string | undefined
}

/** `path`: where the goal stands. A value nobody knows of is told with all other paths. */
export function checkGoalValue({ event, value }: Valued, path: JsonPath, book: EventBook): Fault[] {
  if (value === undefined) return []
  const at = [...path, 'value']
  const table = book.tableOf(event)
  const kind = table ? kindAt(table, value) : undefined
  if (kind === undefined) return readsElsewhere(value) ? [elsewhere(event, value, at)] : []
  if (never.has(kind)) {
    const message = `"${value}" is ${kind === 'boolean' ? 'true or false' : `no amount but ${article(kind)} ${kind}`}; name the amount, such as "order.total"`
    return [error('wrong_value', at, message)]
  }
  const currency = value.replace(/[^.]+$/, 'currency')
  if (kind !== 'amount' || kindAt(table!, currency) !== undefined) return []
  const message = `no event "${event}" is known to have "${currency}", without which "${value}" is worth nothing; if your shop sends it, describe it in events/${event}.json`
  return [warning('unusual_field', at, message)]
}

const never: ReadonlySet<PropertyKind> = new Set(['object', 'list', 'boolean', 'date', 'number'])

const elsewhere = (event: string, value: string, at: JsonPath): Fault =>
  error(
    'wrong_value',
    at,
    `"${value}" is no property of the event; the value is read from "${event}" itself, such as "order.total"`,
  )

const article = (kind: PropertyKind): string => (/^[ao]/.test(kind) ? 'an' : 'a')
