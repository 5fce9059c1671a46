// Repeatable randomness for the demo: the same seed gives the same numbers for ever. Must not be used for secrets.

export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** One of the values, each as likely as its weight says. */
  weighted<T>(options: readonly (readonly [value: T, weight: number])[]): T
}

/** Mulberry32: 32 bits of state are plenty for a few thousand shoppers' decisions. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    int,
    chance: probability => next() < probability,
    pick: list => list[int(0, list.length - 1)]!,
    weighted(options) {
      let left = next() * options.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of options) {
        left -= weight
        if (left < 0) return value
      }
      return options.at(-1)![0]
    },
  }
}
