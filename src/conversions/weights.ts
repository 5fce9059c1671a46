// How one conversion is divided among its touches, in each model. Pure.

/** Each from 0 to 1, with eight decimals, such as "0.40000000". */
export interface Weights {
  readonly lastTouch: string
  readonly firstTouch: string
  readonly linear: string
  readonly position: string
  readonly decay: string
}

const one = 100_000_000
const halfLifeMs = 7 * 86_400_000

/**
 * Of touches at these times, in milliseconds, the earliest first. The weights of a model add up to exactly 1: the last
 * touch takes what rounding leaves.
 */
export function weightsOf(times: readonly number[]): Weights[] {
  const last = times.length - 1
  const models = {
    lastTouch: shared(times.map((_, n) => (n === last ? 1 : 0))),
    firstTouch: shared(times.map((_, n) => (n === 0 ? 1 : 0))),
    linear: shared(times.map(() => 1)),
    position: shared(times.map((_, n) => positionOf(n, times.length))),
    // Against the last touch, not the order: the same once it is divided, and old ones never all come to nothing.
    decay: shared(times.map(time => 2 ** ((time - times[last]!) / halfLifeMs))),
  }
  return times.map((_, n) => ({
    lastTouch: models.lastTouch[n]!,
    firstTouch: models.firstTouch[n]!,
    linear: models.linear[n]!,
    position: models.position[n]!,
    decay: models.decay[n]!,
  }))
}

/** 40 % for the first and the last, the rest for those in between; of two, each a half. */
function positionOf(n: number, count: number): number {
  if (count <= 2) return 1
  return n === 0 || n === count - 1 ? 0.4 : 0.2 / (count - 2)
}

function shared(parts: readonly number[]): string[] {
  const sum = parts.reduce((total, part) => total + part, 0)
  const units = parts.map(part => Math.round((part / sum) * one))
  const others = units.slice(0, -1).reduce((total, unit) => total + unit, 0)
  return [...units.slice(0, -1), one - others].map(fixed)
}

const fixed = (units: number): string => {
  const digits = String(units).padStart(9, '0')
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`
}
