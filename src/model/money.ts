// Money is a decimal string with an ISO 4217 currency; a float would lose cents.
import { z } from 'zod'

/** `"129.50"`: up to 15 digits before the point and 4 behind it, no sign, no exponent. */
export const amountSchema = z
  .string({ error: 'must be a decimal string such as "129.50"; a JSON number would lose cents' })
  .regex(/^\d{1,15}(\.\d{1,4})?$/, { error: 'must be a decimal string such as "129.50"' })

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code in capitals, such as "EUR"' })

export interface Money {
  readonly amount: string
  readonly currency: string
}

export const isCurrency = (value: unknown): value is string =>
  typeof value === 'string' && currencySchema.safeParse(value).success

export const isAmount = (value: unknown): value is string =>
  typeof value === 'string' && amountSchema.safeParse(value).success
