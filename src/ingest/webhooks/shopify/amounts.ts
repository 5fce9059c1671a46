// Adds up money exactly: as decimals, never as floats.
import { isLess, unitsOf } from '../../../model/decimal-amount.js'
import { isAmount } from '../../../model/money.js'

const places = 4

/** The sum, with as many decimals as the longest of them; undefined where it is more than an amount may be. */
export function sumOf(
  amounts: readonly { readonly amount: string; readonly times?: number }[],
): string | undefined {
  let sum = 0n
  let shown = amounts.length === 0 ? 2 : 0
  for (const { amount, times = 1 } of amounts) {
    const [, fraction = ''] = amount.split('.')
    sum += unitsOf(amount)! * BigInt(times)
    shown = Math.max(shown, fraction.length)
  }
  const digits = String(sum).padStart(places + 1, '0')
  const fraction = digits.slice(-places).slice(0, shown)
  const text = `${digits.slice(0, -places)}${fraction && '.'}${fraction}`
  return isAmount(text) ? text : undefined
}

/** Both are amounts. */
export const isMore = (a: string, b: string): boolean => isLess(b, a)
