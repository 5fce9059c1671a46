// A phone number as people type it, with the country it was typed in, as E.164. Guesses nothing: a number that can be read
// in two ways is none, since a wrong one would be somebody else's.
import { callingCodes } from '../../model/calling-codes.js'

/** Countries whose national numbers begin with a 0 that is left out behind the country's code. */
const withZero: ReadonlySet<string> = new Set(
  'AE AT AU BE BG CH DE EG FI FR GB HR ID IE IL IN JP KR LI MA MY NL NZ PH RO RS SE SI SK TH TR TW UA VN ZA'.split(
    ' ',
  ),
)

/** Countries whose national numbers have nothing before them, and how many digits they have. */
const lengths: Readonly<Record<string, number>> = {
  CA: 10,
  CY: 8,
  CZ: 9,
  DK: 8,
  ES: 9,
  GR: 10,
  HK: 8,
  IS: 7,
  LV: 8,
  MT: 8,
  NO: 8,
  PL: 9,
  PT: 9,
  SG: 8,
  US: 10,
}

const codes: ReadonlyMap<string, string> = new Map(
  callingCodes
    .split(';')
    .map(row => row.trim().split(/\s+/) as [digits: string, country: string])
    .sort(([a], [b]) => b.length - a.length)
    .map(([digits, country]) => [country, digits]),
)
const codeOf = (country: string): string | undefined =>
  country === 'US' || country === 'CA' ? '1' : codes.get(country)

/** `("0151 12345678", "DE")` → `"+4915112345678"`; undefined for what is no number, or may be two. */
export function phoneIn(text: string, country: string | undefined): string | undefined {
  const typed = text.replace(/\(0\)/, '').replace(/[\s()./\-‐-―]/g, '')
  const number = typed.replace(/^00/, '+')
  if (number.startsWith('+')) return e164(number)
  if (country === undefined || !/^\d+$/.test(number)) return undefined
  const code = codeOf(country)
  if (code === undefined) return undefined
  if (withZero.has(country)) return number.startsWith('0') ? e164(`+${code}${number.slice(1)}`) : undefined
  if (code === '1' && number.length === 11 && number.startsWith('1')) return e164(`+${number}`)
  return number.length === lengths[country] ? e164(`+${code}${number}`) : undefined
}

const e164 = (number: string): string | undefined => (/^\+[1-9]\d{6,14}$/.test(number) ? number : undefined)
