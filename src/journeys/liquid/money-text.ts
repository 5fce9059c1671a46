// An amount of money as a person reads it. Amounts are decimal texts and stay so: Intl takes them digit by digit.

const formats = new Map<string, Intl.NumberFormat | null>()
const keptFormats = 1_000

/** Empty for what is no amount; `129.50 XYZW` for what is no currency. */
export function moneyText(amount: unknown, currency: string, locale: string): string {
  const text = typeof amount === 'number' ? String(amount) : amount
  if (typeof text !== 'string' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return ''
  const format = formatOf(locale, currency)
  // Digits and a point, as the line above saw to.
  return format ? format.format(text as `${number}`) : `${text} ${currency}`.trim()
}

function formatOf(locale: string, currency: string): Intl.NumberFormat | null {
  const name = `${locale} ${currency}`
  const known = formats.get(name)
  if (known !== undefined) return known
  // Both may come from events: not more than so many are kept.
  if (formats.size >= keptFormats) formats.clear()
  const made = /^[A-Za-z]{3}$/.test(currency)
    ? new Intl.NumberFormat(locale, { style: 'currency', currency })
    : null
  formats.set(name, made)
  return made
}
