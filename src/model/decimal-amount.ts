// Arithmetic with amounts of money, which are decimal texts: whole numbers of ten-thousandths, never floats. Pure.
const places = 4
const one = 10n ** BigInt(places)

/** `"129.5"` → 1295000n; null for what is no amount of at most four decimals. */
export function unitsOf(amount: unknown): bigint | null {
  if (typeof amount !== 'string') return null
  const match = /^(\d{1,15})(?:\.(\d{1,4}))?$/.exec(amount)
  return match ? BigInt(match[1]! + (match[2] ?? '').padEnd(places, '0')) : null
}

/** 1295000n → `"129.50"`: at least cents, and no more digits than are needed. */
export function amountOf(units: bigint): string {
  const fraction = String(units % one)
    .padStart(places, '0')
    .replace(/0+$/, '')
    .padEnd(2, '0')
  return `${units / one}.${fraction}`
}

/** A price times a quantity, such as 2 or 1.5; null for a quantity that is not positive and of at most four decimals. */
export function timesUnits(units: bigint, quantity: number): bigint | null {
  const factor = quantity > 0 ? unitsOf(String(quantity)) : null
  return factor === null ? null : (units * factor) / one
}

/** Whether the first is less; false where either is no amount. */
export function isLess(amount: unknown, than: unknown): boolean {
  const [left, right] = [unitsOf(amount), unitsOf(than)]
  return left !== null && right !== null && left < right
}
