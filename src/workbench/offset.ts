// Offsets, the times of cases: how long after its start something happens, such as "1h30m". Unlike the durations of
// journeys they may be zero, negative, exact to the millisecond and made of several units.

const units = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const
const unitMs: ReadonlyMap<string, number> = new Map(units)

export const offsetPattern = /^-?(\d+(ms|[smhdw]))+$/

export const isOffset = (text: string): boolean => offsetPattern.test(text)

/** Milliseconds of "0m", "1h30m", "250ms" or "-2d"; throws a RangeError on any other text. */
export function offsetMs(offset: string): number {
  if (!isOffset(offset)) throw new RangeError(`not an offset: ${JSON.stringify(offset)}`)
  const parts = [...offset.matchAll(/(\d+)(ms|[smhdw])/g)]
  const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * unitMs.get(unit)!, 0)
  return offset.startsWith('-') ? -ms : ms
}

/** "1d1h", in days and less; no time at all is "0m". */
export function formatOffset(ms: number): string {
  if (ms === 0) return '0m'
  let rest = Math.abs(ms)
  let text = ms < 0 ? '-' : ''
  for (const [unit, length] of units.slice(1)) {
    const count = Math.floor(rest / length)
    if (count > 0) text += `${count}${unit}`
    rest -= count * length
  }
  return text
}
