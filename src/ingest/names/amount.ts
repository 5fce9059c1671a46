// Numbers of others as amounts of ours. Pure, and without floats: digits are cut and added as digits.
import { amountOf, unitsOf } from '../../model/decimal-amount.js'

/**
 * A decimal string of what others write as a number or a text: `19.9` → `"19.9"`, `59.970000000000006` → `"59.97"`.
 * Undefined for what is no amount: words, signs of currencies, less than nothing.
 */
export function amountFrom(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const match = /^0*(\d{1,15})(?:\.(\d{1,40}))?$/.exec(text)
  if (!match) return undefined
  const [, whole = '0', behind = ''] = match
  if (behind.length <= decimals) return behind === '' ? whole : `${whole}.${behind}`
  return rounded(unitsOf(`${whole}.${behind.slice(0, decimals)}`) ?? 0n, behind[decimals])
}

/** The sum of price × quantity, or undefined where a price is missing. */
export function sumOf(items: readonly { price?: unknown; quantity?: unknown }[]): string | undefined {
  let sum = 0n
  for (const { price, quantity = 1 } of items) {
    const units = unitsOf(price)
    if (units === null || !Number.isSafeInteger(quantity)) return undefined
    sum += units * BigInt(quantity as number)
  }
  return items.length > 0 && sum < most ? amountOf(sum) : undefined
}

/** Of an amount; what floats leave behind is beyond that. */
const decimals = 4
/** Ten-thousandths; more than that an amount cannot hold. */
const most = 10n ** 19n

function rounded(units: bigint, next = '0'): string | undefined {
  const nearest = Number(next) >= 5 ? units + 1n : units
  return nearest < most ? amountOf(nearest) : undefined
}
