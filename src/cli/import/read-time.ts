// Times as exports write them. Pure. Patterns know YYYY MM DD HH mm ss SSS; every other character stands for itself.

import { z } from 'zod'

/** Not what Date.parse takes: that reads "1" as the year 2001. */
const isoTime = z.iso.datetime({ offset: true })

/** ISO 8601 in UTC, or null when the text is no such time. */
export type TimeReader = (text: string) => string | null

export function timeReader(format: string, zone: string): TimeReader {
  if (format === 'iso') return text => (isoTime.safeParse(text).success ? toIso(Date.parse(text)) : null)
  if (format === 'seconds') return text => toIso(numeric(text) * 1_000)
  if (format === 'milliseconds') return text => toIso(numeric(text))
  return patternReader(format, zone === 'UTC' ? 'Z' : zone)
}

const numeric = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)

const toIso = (ms: number): string | null =>
  Math.abs(ms) <= 8.64e15 ? new Date(Math.round(ms)).toISOString() : null

const tokens = { YYYY: 4, MM: 2, DD: 2, HH: 2, mm: 2, ss: 2, SSS: 3 } as const
type Token = keyof typeof tokens

function patternReader(format: string, offset: string): TimeReader {
  const order: Token[] = []
  const source = format.replace(/YYYY|MM|DD|HH|mm|SSS|ss|[\s\S]/g, part => {
    if (!(part in tokens)) return part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')
    order.push(part as Token)
    return `(\\d{${tokens[part as Token]}})`
  })
  const pattern = new RegExp(`^${source}$`)
  return text => {
    const match = pattern.exec(text)
    if (!match) return null
    const part = (token: Token): string => match[order.indexOf(token) + 1] ?? '0'.repeat(tokens[token])
    const at = (token: Token): string => (order.includes(token) ? part(token) : '0'.repeat(tokens[token]))
    const day = `${at('YYYY')}-${at('MM')}-${at('DD')}`
    const iso = toIso(Date.parse(`${day}T${at('HH')}:${at('mm')}:${at('ss')}.${at('SSS')}${offset}`))
    // Date.parse takes the 30th of February for the 2nd of March.
    return iso !== null && sameDay(iso, day, offset) ? iso : null
  }
}

const sameDay = (iso: string, day: string, offset: string): boolean => {
  const [sign, hours = 0, minutes = 0] = offset === 'Z' ? [1, 0, 0] : parts(offset)
  return new Date(Date.parse(iso) + sign! * (hours * 60 + minutes) * 60_000).toISOString().startsWith(day)
}

const parts = (offset: string): number[] => [
  offset.startsWith('-') ? -1 : 1,
  Number(offset.slice(1, 3)),
  Number(offset.slice(4, 6)),
]
