// What an occurrence is worth for a goal: as first reported, what was given back, and by category. Exact. Pure.
import { type CompiledGoal, worthOf } from '../journeys/engine/index.js'
import { amountOf, unitsOf } from '../model/decimal-amount.js'
import { isObject, type JsonObject, type JsonValue } from '../model/json.js'
import { compare, type Occurrence } from './order.js'

export interface Amounts {
  /** As its earliest report with an amount says; null: none does. */
  readonly value: string | null
  readonly currency: string | null
  /** At most the value. */
  readonly refunded: string
  /** 0.00 of what was cancelled; null where the value is. */
  readonly net: string | null
  /** The net value by category; '' is the rest. */
  readonly categories: Readonly<Record<string, string>>
}

export function amountsOf(
  goal: Pick<CompiledGoal, 'value'>,
  { reports, refunds, cancelled }: Occurrence,
): Amounts {
  const properties = reports.find(report => worthOf(goal, report).value !== null) ?? reports[0]!
  const { value, currency } = worthOf(goal, properties)
  const units = unitsOf(value)
  if (units === null)
    return { value: null, currency: null, refunded: '0.00', net: null, categories: shares(properties, 0n) }
  const given = refunds.reduce((sum, refund) => sum + refundUnits(refund, currency), 0n)
  const refunded = atMost(given, units)
  const net = cancelled ? 0n : units - refunded
  return {
    value: amountOf(units),
    currency,
    refunded: amountOf(refunded),
    net: amountOf(net),
    categories: shares(properties, net),
  }
}

function atMost(units: bigint, most: bigint): bigint {
  if (units > most) return most
  return units
}

/** Of another currency than the order: nobody can tell how much of it that is. */
function refundUnits({ refund }: JsonObject, currency: string | null): bigint {
  if (!isObject(refund)) return 0n
  if (refund.currency !== undefined && refund.currency !== null && refund.currency !== currency) return 0n
  return unitsOf(refund.amount) ?? 0n
}

/** In proportion to quantity × price, to ten-thousandths: the largest remainders get what is left, then the first names. */
function shares(properties: JsonObject, net: bigint): Record<string, string> {
  const weights = new Map<string, bigint>()
  for (const item of itemsOf(properties)) {
    const category = categoryOf(item)
    weights.set(category, (weights.get(category) ?? 0n) + weightOf(item))
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0n)
  // Nothing says how much of it is whose.
  if (total === 0n)
    return texts(
      [...weights.keys()].map(name => [name, 0n]),
      ['', net],
    )
  const parts = [...weights].map(([name, weight]) => ({
    name,
    units: (net * weight) / total,
    remainder: (net * weight) % total,
  }))
  let left = parts.reduce((rest, { units }) => rest - units, net)
  parts.sort((a, b) =>
    a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : compare(a.name, b.name),
  )
  return texts(parts.map(({ name, units }) => [name, left-- > 0n ? units + 1n : units]))
}

function texts(parts: readonly [string, bigint][], ...more: [string, bigint][]): Record<string, string> {
  const sorted = [...new Map([...parts, ...more])].sort(([a], [b]) => compare(a, b))
  return Object.fromEntries(sorted.map(([name, units]) => [name, amountOf(units)]))
}

function itemsOf({ order, cart }: JsonObject): JsonObject[] {
  const holder = isObject(order) ? order : cart
  const items = isObject(holder) ? holder.items : undefined
  return Array.isArray(items) ? items.filter(isObject) : []
}

/** Characters: reports are found by it, and PostgreSQL's index takes no value of 2.7 kB and more. */
const longestCategory = 100

function categoryOf({ categories }: JsonObject): string {
  const first: JsonValue | undefined = Array.isArray(categories) ? categories[0] : undefined
  if (typeof first !== 'string') return ''
  // By characters: half of one is no text.
  return first.length <= longestCategory ? first : [...first].slice(0, longestCategory).join('')
}

function weightOf({ price, quantity = 1 }: JsonObject): bigint {
  return (unitsOf(price) ?? 0n) * (unitsOf(String(quantity)) ?? 0n)
}
