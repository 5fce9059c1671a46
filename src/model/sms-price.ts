// What an SMS costs, by the country of its number. Pure; amounts are in the currency of the settings.
import { amountOf, timesUnits, unitsOf } from './decimal-amount.js'
import { placeOf } from './time-zones.js'

/** By ISO 3166 country code; `*`: all others. */
export type SmsPrices = Readonly<Record<string, string>>

/** Of one segment; null where nobody has said. `phone` is E.164; where its country cannot be told, `*` counts. */
export function segmentPrice(prices: SmsPrices | undefined, phone: string): string | null {
  if (!prices) return null
  const { country } = placeOf({}, phone)
  const own = country !== null && Object.hasOwn(prices, country) ? prices[country] : undefined
  return own ?? prices['*'] ?? null
}

/** Of all segments together; null where the price of one is unknown. */
export function smsPrice(price: string | null, segments: number): string | null {
  const one = unitsOf(price)
  const all = one === null ? null : timesUnits(one, segments)
  return all === null ? null : amountOf(all)
}
