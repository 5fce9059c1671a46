// What the items left in a cart cost now, by decimal arithmetic. Pure.
import { amountOf, timesUnits, unitsOf } from '../model/decimal-amount.js'
import type { JsonObject } from '../model/json.js'

/** null where an item has no price, or they do not speak one currency: half a sum is worse than none. */
export function cartValueOf(items: readonly JsonObject[]): string | null {
  let sum = 0n
  for (const { price, quantity = 1 } of items) {
    const units = unitsOf(price)
    const cost = units === null ? null : timesUnits(units, Number(quantity))
    if (cost === null) return null
    sum += cost
  }
  const currencies = new Set(items.map(({ currency }) => currency))
  // An item the catalog does not know has none of its own, and means the cart's.
  currencies.delete(undefined)
  return currencies.size > 1 ? null : amountOf(sum)
}
