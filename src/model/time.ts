// Durations as journeys write them. No clock here: whoever needs the time is given it.
import { z } from 'zod'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
type Unit = keyof typeof unitMs

const durationPattern = /^([1-9]\d{0,5})(s|m|h|d|w)$/

/** A length of time: `"45m"`, `"1h"`, `"3d"`, `"2w"`. A day is 24 hours, a week is 7 days. */
export const durationSchema = z
  .string()
  .regex(durationPattern, { error: 'must be a duration such as "45m", "1h", "3d" or "2w"' })
  .meta({ description: 'A length of time: a whole number and s, m, h, d or w, such as "45m" or "3d".' })

/** Milliseconds of a duration that `durationSchema` accepted; throws a RangeError on any other text. */
export function durationMs(duration: string): number {
  const match = durationPattern.exec(duration)
  if (!match) throw new RangeError(`not a duration: ${JSON.stringify(duration)}`)
  return Number(match[1]) * unitMs[match[2] as Unit]
}
