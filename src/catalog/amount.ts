// Amounts compared and lowered without a float between: whole numbers of the fourth decimal place. Pure.

/** "129.50" as 1295000n; needs what `amountSchema` accepts. */
export function units(amount: string): bigint {
  const [whole = '0', places = ''] = amount.split('.')
  return BigInt(whole + places.padEnd(4, '0'))
}

/** Whether `now` is at least `percent` below `before`; a price of nothing has no way down. */
export function hasFallen(before: string, now: string, percent: number): boolean {
  const [from, to] = [units(before), units(now)]
  // Hundredths of a percent, so that 2.5 is one too.
  return to < from && (from - to) * 10_000n >= from * BigInt(Math.round(percent * 100))
}
