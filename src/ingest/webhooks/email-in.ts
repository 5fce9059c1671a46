// An email address as shops have it, for the names of a customer. Pure.
import { identifiersSchema } from '../../model/event.js'
import type { Fields } from './fields.js'

/** As the event parser takes it; undefined for what is none. */
export function emailIn(fields: Fields | undefined, name = 'email'): string | undefined {
  const email = fields?.text(name)?.toLowerCase()
  return email && identifiersSchema.safeParse({ email }).success ? email : undefined
}
