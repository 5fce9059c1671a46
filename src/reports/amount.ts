// Amounts as reports show them: as many digits as the database has, but at least cents, and no float on the way.

/** `"1234.5000"` → `"1234.50"`, `"0"` → `"0.00"`, `"1.2340"` → `"1.234"`. */
export function shownAmount(numeric: string): string {
  const [whole = '0', fraction = ''] = numeric.split('.')
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`
}
