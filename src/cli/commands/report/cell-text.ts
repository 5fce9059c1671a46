// One value of a report as people read it in a table.
import type { JsonValue } from '../../../model/json.js'
import { csvValue, type ReportColumn } from '../../../reports/index.js'

/** '' where nothing stands. */
export function cellText(value: JsonValue, kind: ReportColumn['kind']): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && kind === 'share') return shareText(value * 100)
  if (typeof value === 'number' && kind === 'number') return numberText(value)
  if (typeof value === 'string' && kind === 'time') return value.slice(0, 19).replace('T', ' ').concat('Z')
  return String(csvValue(value, kind) ?? '')
}

/** Two digits behind the point, and more of what is small. */
const numberText = (value: number): string =>
  String(Math.abs(value) < 0.1 ? Number(value.toPrecision(2)) : Number(value.toFixed(2)))

/** One digit behind the point, and two that count of what is less than one. */
const shareText = (percent: number): string =>
  `${percent === 0 || Math.abs(percent) >= 1 ? percent.toFixed(1) : Number(percent.toPrecision(2))} %`
