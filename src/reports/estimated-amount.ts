// Amounts in figures that are estimates anyway: numbers, where sums of orders are texts. Never for what was really sold.
import type { ReportSettings } from './report-kind.js'

type Money = Pick<ReportSettings, 'currency' | 'rates'>

/** What one unit of a currency is worth in that of the report; null where nobody said. */
export function rateOf(currency: string, settings: Money): number | null {
  if (currency === settings.currency) return 1
  const rate = settings.rates[currency]
  return rate === undefined ? null : Number(rate)
}

/** Amounts by currency, together; currencies without a rate are left out. */
export const inOneCurrency = (amounts: Readonly<Record<string, string>>, settings: Money): number =>
  Object.entries(amounts).reduce(
    (sum, [currency, amount]) => sum + Number(amount) * (rateOf(currency, settings) ?? 0),
    0,
  )

/** `1234.5` → `"1234.50"`. */
export const estimatedAmount = (amount: number): string => (Math.abs(amount) < 0.005 ? 0 : amount).toFixed(2)
