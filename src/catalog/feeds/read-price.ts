// Prices as people and feeds write them: "15.00 EUR", "EUR 15", "12,99", "1.299,00". Pure.

export interface Price {
  readonly amount: string
  readonly currency: string | null
}

const shape = /^(?:([A-Za-z]{3})\s*)?(\d[\d.,]*)(?:\s*([A-Za-z]{3}))?$/

/** null: it is none, or it could be two, such as "1,299". */
export function readPrice(text: string): Price | null {
  const [, before, digits = '', behind] = shape.exec(text.trim()) ?? []
  const amount = readDigits(digits)
  const currency = (before ?? behind)?.toUpperCase() ?? null
  return amount === null || (before && behind) ? null : { amount, currency }
}

function readDigits(digits: string): string | null {
  if (/^\d{1,15}(\.\d{1,4})?$/.test(digits)) return digits
  if (/^\d{1,15},\d{1,2}$/.test(digits)) return digits.replace(',', '.')
  if (/^\d{1,3}(,\d{3})+\.\d{1,4}$/.test(digits)) return digits.replaceAll(',', '')
  if (/^\d{1,3}(\.\d{3})+,\d{1,4}$/.test(digits)) return digits.replaceAll('.', '').replace(',', '.')
  return null
}

/**
 * Both prices and the currency they share, as fields of a product. What cannot be read stays as it is, for the check of
 * products to name; two currencies are a fault of their own.
 */
export function readPrices(
  price: string | undefined,
  salePrice: string | undefined,
  currency: string | undefined,
): { readonly fields: Record<string, string> } | { readonly fault: string } {
  const [full, sale] = [price, salePrice].map(text => (text === undefined ? null : readPrice(text)))
  const currencies = new Set([full?.currency, sale?.currency, currency?.toUpperCase()].filter(Boolean))
  if (currencies.size > 1)
    return { fault: `has prices in ${[...currencies].join(' and ')}; it must be one currency` }
  const [only] = currencies
  return {
    fields: {
      ...(price !== undefined && { price: full?.amount ?? price }),
      ...(salePrice !== undefined && { salePrice: sale?.amount ?? salePrice }),
      ...(only && { currency: only }),
    },
  }
}
