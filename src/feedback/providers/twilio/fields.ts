// Reading the fields of what Twilio posts: texts, whatever they were, made fit to be stored. Pure.
import type { JsonObject } from '../../../model/json.js'

/** Twilio takes no longer SMS. */
const longest = 1_600

/** null where it is not there or empty. Without NUL and half characters, which PostgreSQL does not keep. */
export function textIn(said: JsonObject, name: string): string | null {
  const value = Object.hasOwn(said, name) ? said[name] : undefined
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = Buffer.from(String(value).slice(0, longest)).toString().replaceAll('\0', '').trim()
  return text === '' ? null : text
}

/** E.164; null for short codes, names and other networks such as `whatsapp:+49…`. */
export function phoneIn(said: JsonObject, name: string): string | null {
  const text = textIn(said, name)
  return text !== null && /^\+[1-9]\d{6,14}$/.test(text) ? text : null
}
