// Filters that several lists have: one word and one meaning each.
import { z } from 'zod'

const text = (description: string) =>
  z.string({ error: 'must be given once' }).optional().meta({ description })

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z
    .enum(values, { error: `must be one of ${values.join(', ')}` })
    .optional()
    .meta({ description })

export const version = z
  .string({ error: 'must be given once' })
  .regex(/^\d{1,9}$/, { error: 'must be the number of a version' })
  .transform(Number)
  .optional()
  .meta({ description: 'this version of the journey' })

export const variant = z
  .string({ error: 'must be given once' })
  .regex(/^[^=]+=[^=]+$/, { error: 'must be STEP=NAME, such as subject=B' })
  .optional()
  .meta({ description: 'this variant of a split, as STEP=NAME' })

export const step = text('this step of the journey')
export const channel = oneOf(['email', 'sms', 'onsite'], 'this channel')
export const segment = text('who was in this segment at entry')
export const country = text('this country at entry, such as FR; empty: not known')
export const brand = text('journeys of this brand; empty: the main one')
export const reason = text('this reason, as reports name it')

export const heldBy = oneOf(
  ['no', 'any', 'journey', 'global'],
  'who was held out by the journey, by the global holdout, by any of the two, or not at all',
)

/** `"subject=B"` → `{ subject: "B" }`: what a column of variants must hold. */
export function variantAsJson(variant: string): string {
  const equals = variant.indexOf('=')
  return JSON.stringify({ [variant.slice(0, equals)]: variant.slice(equals + 1) })
}
