// Reads the details of decisions, which are any JSON, for those who put them into words.
import type { JsonObject, JsonValue } from '../model/json.js'

export const asObject = (value: JsonValue | null | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

export const text = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

export const field = (value: JsonValue | null | undefined, name: string): string =>
  text(asObject(value)[name])

/** `"2026-11-20T10:00:00.123Z"` → `"2026-11-20 10:00:00Z"`. */
export const time = (iso: string): string => iso.slice(0, 19).replace('T', ' ').concat('Z')

const messageNames: Readonly<Record<string, string>> = { sms: 'SMS', onsite: 'message on the site' }

/** What goes out on this channel: `email`, `SMS`, `message on the site`. */
export const messageOf = (channel: JsonValue | undefined): string =>
  messageNames[text(channel)] ?? text(channel)
