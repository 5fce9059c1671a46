// WooCommerce's money: decimal strings, or numbers that came as such, with a minus where something is given back. Exact. An
// amount below zero never passes for the same amount above it.
import { isAmount } from '../../../model/money.js'
import type { Fields } from '../fields.js'

/** Finer than any shop counts, so that what is divided is rounded once. */
const places = 6

/** Undefined where there is none, and below zero. Throws for what is no amount. */
export function amountOf(fields: Fields, name: string): string | undefined {
  const signed = signedAmountOf(fields, name)
  return signed?.startsWith('-') ? undefined : signed
}

export const mustAmountOf = (fields: Fields, name: string): string =>
  must(amountOf(fields, name), fields, name)

/** What was given back, without its minus: `"-10.00"` → `"10.00"`. */
export const mustRefundOf = (fields: Fields, name: string): string =>
  must(signedAmountOf(fields, name)?.replace(/^-/, ''), fields, name)

function must(amount: string | undefined, fields: Fields, name: string): string {
  if (amount === undefined) throw fields.fault(name, expected)
  return amount
}

const expected = 'an amount such as "19.90"'

function signedAmountOf(fields: Fields, name: string): string | undefined {
  const text = fields.text(name) ?? whole(fields, name)
  if (text === undefined) return undefined
  const [, sign = '', digits = ''] = /^(-?)(.*)$/s.exec(text) ?? []
  const amount = rounded(digits)
  if (!isAmount(amount)) throw fields.fault(name, expected)
  return /[1-9]/.test(amount) ? sign + amount : amount
}

/** Of a shop that counts finer than we do; what is no number stays as it is. */
const rounded = (text: string): string =>
  /^\d{1,15}\.\d{5,30}$/.test(text) ? shown(unitsOf(text.slice(0, text.indexOf('.') + places + 1)), 4) : text

const whole = (fields: Fields, name: string): string | undefined => fields.whole(name)?.toString()

/** What one of `quantity` costs, with as many decimals as the amounts have. */
export function eachOf(amounts: readonly string[], quantity: number): string {
  const decimals = Math.max(...amounts.map(amount => amount.split('.')[1]?.length ?? 0))
  const sum = amounts.reduce((sum, amount) => sum + unitsOf(amount), 0n)
  return shown(divided(sum, BigInt(quantity)), decimals)
}

function unitsOf(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.padEnd(places, '0'))
}

/** Halves up. */
const divided = (a: bigint, b: bigint): bigint => (a * 2n + b) / (b * 2n)

function shown(units: bigint, decimals: number): string {
  const scaled = divided(units, 10n ** BigInt(places - decimals))
  const digits = String(scaled).padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
