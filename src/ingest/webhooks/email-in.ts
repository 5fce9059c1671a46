// An email address as shops have it, for the names of a customer. Pure.
import { identifiersSchema } from '../../model/event.js'
import type { Fields } from './fields.js'

/** As the event parser takes it; undefined for what is none. */
export function emailFrom(value: unknown): string | undefined {
  const parsed = identifiersSchema.shape.email.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

export const emailIn = (fields: Fields | undefined, name = 'email'): string | undefined =>
  emailFrom(fields?.text(name))
