// Chance that is none: hashed from names, so that it is sticky, independent from one name to the next, and replayable.
import { idFrom } from '../../model/ids.js'

/**
 * A number from 0 to `size` - 1, evenly spread over customers and always the same for the same names. From SHA-1
 * (a UUID of version 5), because FNV's low bits go together from one experiment to the next.
 */
export const drawOf = (size: number, ...names: readonly string[]): number =>
  Number.parseInt(idFrom('draw', ...names).slice(0, 8), 16) % size

/** Whether the customer is among this share (0 to 1); a larger share contains the smaller one. */
export const isAmong = (share: number, ...names: readonly string[]): boolean =>
  drawOf(10_000, ...names) < share * 10_000
