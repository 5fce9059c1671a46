// Which columns of a report a table for people has: those by which one decides, and more where there is room. Pure.
import type { ReportColumn } from '../../../reports/index.js'

/** Of one column: how it is shown, and how many letters it needs. */
export interface Measured {
  readonly column: ReportColumn
  readonly width: number
  readonly isEmpty: boolean
}

/** Between two columns of a table. */
const gap = 2

/** `room`: letters of a line, null where nobody looks. `wide`: all that have a place in tables, whatever the room. */
export function columnsToShow(
  all: readonly Measured[],
  { room, wide }: { readonly room: number | null; readonly wide: boolean },
): ReportColumn[] {
  const possible = all.filter(
    ({ column, isEmpty }, index) => column.inTable !== false && (index === 0 || !isEmpty),
  )
  const sure = possible.filter(({ column }) => column.inTable !== 'if_wide')
  let used = sure.reduce((sum, { width }) => sum + width + gap, -gap)
  const isShown = ({ column, width }: Measured): boolean => {
    if (column.inTable !== 'if_wide' || wide) return true
    if (room === null || used + gap + width > room) return false
    used += gap + width
    return true
  }
  return possible.filter(isShown).map(({ column }) => column)
}
