// Amounts added up exactly: 0.1 and 0.2 make 0.3, however many there are. A number counts as the decimal it is written as.
import type { JsonValue } from '../../model/json.js'

/** Decimal places that are kept; a value with more is not an amount of anything. */
const places = 20
const unit = 10n ** BigInt(places)

/** Places that amounts of money have at most: so many fit into a safe integer, and adding these is quick. */
const smallPlaces = 4
const smallUnit = 10 ** smallPlaces
const bigUnit = 10n ** BigInt(places - smallPlaces)

const decimalPattern = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:e([+-]\d{1,3}))?$/

/** A value times 10^20; null where it is neither a number nor a decimal text of at most 20 places. */
export function exactOf(value: JsonValue): bigint | null {
  const small = smallOf(value)
  if (small !== null) return BigInt(small) * bigUnit
  const match = typeof value === 'object' ? null : decimalPattern.exec(String(value))
  if (!match || (typeof value === 'string' && match[4] !== undefined)) return null
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const shift = places - fraction.length + Number(exponent)
  const digits = BigInt(`${whole}${fraction}`)
  if (shift < 0) return null
  return (sign === '-' ? -digits : digits) * 10n ** BigInt(shift)
}

/** A value times 10^4, if that is an integer that can be added to others without loss; else null. */
function smallOf(value: JsonValue): number | null {
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e9 ? value * smallUnit : null
  if (typeof value !== 'string' || value.length > 12) return null
  return smallDecimal(value)
}

function smallDecimal(text: string): number | null {
  const sign = text.charCodeAt(0) === 45 ? -1 : 1
  let [digits, point, number] = [0, -1, 0]
  for (let index = sign === 1 ? 0 : 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 48 && code <= 57) {
      number = number * 10 + code - 48
      digits++
    } else if (code === 46 && point === -1 && digits > 0) point = digits
    else return null
  }
  const fraction = point === -1 ? 0 : digits - point
  if (digits === 0 || point === digits || fraction > smallPlaces) return null
  return sign * number * 10 ** (smallPlaces - fraction)
}

/** The sum of what can be added, times 10^20; the rest is left out. */
export function exactSum(values: Iterable<JsonValue | undefined>): bigint {
  let [small, big] = [0, 0n]
  for (const value of values) {
    if (value === undefined) continue
    const quick = smallOf(value)
    if (quick !== null && Math.abs(small + quick) <= Number.MAX_SAFE_INTEGER) small += quick
    else big += exactOf(value) ?? 0n
  }
  return BigInt(small) * bigUnit + big
}

/** As a decimal text: `"129.5"`. */
export function decimalText(exact: bigint): string {
  const [sign, digits] = exact < 0n ? ['-', -exact] : ['', exact]
  const fraction = String(digits % unit)
    .padStart(places, '0')
    .replace(/0+$/, '')
  return `${sign}${digits / unit}${fraction && `.${fraction}`}`
}
