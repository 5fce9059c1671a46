// A time as a person reads it where they are.

const styles = {
  short: { dateStyle: 'short' },
  long: { dateStyle: 'long' },
  day: { day: 'numeric', month: 'long' },
  weekday: { weekday: 'long' },
  time: { timeStyle: 'short' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>

export type DateStyle = keyof typeof styles
export const dateStyles = Object.keys(styles) as readonly DateStyle[]
export const isDateStyle = (name: unknown): name is DateStyle =>
  typeof name === 'string' && Object.hasOwn(styles, name)

const formats = new Map<string, Intl.DateTimeFormat>()
const keptFormats = 1_000

/** Empty for what is no time. A day without a time (`2026-12-05`) is that day everywhere. */
export function localDateText(value: unknown, style: DateStyle, locale: string, timeZone: string): string {
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  const at = timeOf(value)
  if (at === null || (isDay && style === 'time')) return ''
  return formatOf(style, locale, isDay ? 'UTC' : timeZone).format(at)
}

const isoTime = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/

/** ISO 8601 with its zone, or a day. Numbers are not read: nobody can tell seconds from milliseconds. */
function timeOf(value: unknown): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  if (typeof value !== 'string' || !isoTime.test(value)) return null
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? null : at
}

function formatOf(style: DateStyle, locale: string, timeZone: string): Intl.DateTimeFormat {
  const name = `${style} ${locale} ${timeZone}`
  const known = formats.get(name)
  if (known) return known
  // Locale and zone come from customers: not more than so many are kept.
  if (formats.size >= keptFormats) formats.clear()
  const made = new Intl.DateTimeFormat(locale, { ...styles[style], timeZone })
  formats.set(name, made)
  return made
}
