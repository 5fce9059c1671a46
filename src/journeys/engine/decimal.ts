// Numbers as data hold them: JSON numbers, and amounts, which are decimal texts such as "129.50".
import type { JsonValue } from '../../model/json.js'

/** A JSON number, or the one that a decimal text spells; NaN for anything else. */
export function numberOf(value: JsonValue): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' ? decimalOf(value) : Number.NaN
}

const minus = 45
const dot = 46
const zero = 48
const nine = 57

/** Powers of ten that a double holds exactly. */
const powers = Array.from({ length: 16 }, (_, power) => 10 ** power)

/**
 * `-?\d+(\.\d+)?` by hand: half of all comparisons are with amounts, and a regular expression and `Number` take four
 * times as long. Up to 15 digits are a whole number and a power of ten, both exact, so that their quotient is as exact
 * as what `Number` gives.
 */
function decimalOf(text: string): number {
  const first = text.charCodeAt(0) === minus ? 1 : 0
  let whole = 0
  let point = -1
  for (let index = first; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= zero && code <= nine) whole = whole * 10 + (code - zero)
    else if (code === dot && point === -1 && index > first) point = index
    else return Number.NaN
  }
  const places = point === -1 ? 0 : text.length - 1 - point
  const digits = text.length - first - (point === -1 ? 0 : 1)
  if (digits === 0 || point === text.length - 1) return Number.NaN
  if (digits > 15) return Number(text)
  const size = whole / powers[places]!
  return first === 1 ? -size : size
}
