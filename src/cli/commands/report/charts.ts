// Small charts out of letters: bars, a line of days, and intervals around zero. Pure; whether a terminal can show them is
// for others to know.
import { printable } from '../../table.js'

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A letter a value, as high as it is against the largest; `·` where nothing is known. '' of nothing. */
export function sparkline(values: readonly (number | null)[]): string {
  const most = Math.max(0, ...values.map(value => value ?? 0))
  return values
    .map(value => {
      if (value === null) return '·'
      return levels[most === 0 ? 0 : Math.round((Math.max(0, value) / most) * (levels.length - 1))]
    })
    .join('')
}

export interface Bar {
  readonly label: string
  readonly value: number
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** One line each, the longest as wide as there is room in `width`. */
export function bars(of: readonly Bar[], width: number): string[] {
  const labels = of.map(({ label }) => printable(label))
  const margin = widest(labels)
  const most = Math.max(0, ...of.map(({ value }) => value))
  const room = Math.max(8, width - margin - 1)
  return of.map(({ value }, index) => {
    const size = most === 0 ? 0 : Math.round((Math.max(0, value) / most) * room * 8)
    const bar = '█'.repeat(Math.floor(size / 8)) + eighths[size % 8]
    return `${(labels[index] ?? '').padStart(margin)} ${bar}`.trimEnd()
  })
}

export interface Span {
  readonly label: string
  readonly low: number
  readonly estimate: number
  readonly high: number
}

/** `|—o—|` on one scale for all, with zero as `┊`. `said`: the numbers at the ends of the scale. */
export function intervals(of: readonly Span[], width: number, said: (value: number) => string): string[] {
  if (of.length === 0) return []
  const labels = of.map(({ label }) => printable(label))
  const margin = widest(labels)
  const least = Math.min(0, ...of.map(({ low }) => low))
  const most = Math.max(0, ...of.map(({ high }) => high))
  const room = Math.max(11, width - margin - 1)
  const at = (value: number): number =>
    most === least ? 0 : Math.round(((value - least) / (most - least)) * (room - 1))
  const lines = of.map((span, index) =>
    `${labels[index]!.padStart(margin)} ${spanLine(span, at, room)}`.trimEnd(),
  )
  return [...lines, scale([least, 0, most], at, { margin, room, said })]
}

function spanLine({ low, estimate, high }: Span, at: (value: number) => number, room: number): string {
  const line = Array.from({ length: room }, () => ' ')
  line.fill('—', at(low), at(high) + 1)
  line[at(0)] = '┊'
  line[at(low)] = '|'
  line[at(high)] = '|'
  line[at(estimate)] = 'o'
  return line.join('')
}

/** The ends, and zero where there is room for it. */
function scale(
  [least, , most]: readonly [number, number, number],
  at: (value: number) => number,
  { margin, room, said }: { margin: number; room: number; said: (value: number) => string },
): string {
  const line = Array.from({ length: room }, () => ' ')
  const put = (text: string, middle: number): void => {
    const start = Math.max(0, Math.min(room - text.length, middle - Math.floor(text.length / 2)))
    const around = line.slice(Math.max(0, start - 1), start + text.length + 1)
    if (around.some(letter => letter !== ' ')) return
    line.splice(start, text.length, ...text)
  }
  put(said(0), at(0))
  if (least < 0) put(said(least), 0)
  if (most > 0) put(said(most), room - 1)
  return `${' '.repeat(margin + 1)}${line.join('')}`.trimEnd()
}

const widest = (labels: readonly string[]): number => Math.max(0, ...labels.map(label => [...label].length))
