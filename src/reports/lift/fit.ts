// Whether the arms have the sizes they were drawn for. Pure. Each version's entrants are expected in that version's own
// shares; where shares differ, versions are not put together, because what else changed with them would look like an effect.
import { type SampleRatio, sampleRatioMismatch } from '../../statistics/index.js'

export interface Drawn {
  readonly version: number
  /** By arm, in the order of the shares. */
  readonly entrants: readonly number[]
  /** Add up to 1. */
  readonly shares: readonly number[]
}

export interface Fit {
  readonly observed: readonly number[]
  readonly expected: readonly number[]
  readonly test: SampleRatio
  /** Versions that were drawn in different shares; empty: all in the same. */
  readonly unlike: readonly number[]
}

export function fitOf(drawn: readonly Drawn[]): Fit {
  const arms = drawn[0]?.shares.length ?? 0
  const byArm = (value: (one: Drawn, arm: number) => number): number[] =>
    Array.from({ length: arms }, (_, arm) => sum(drawn.map(one => value(one, arm))))
  const observed = byArm(({ entrants }, arm) => entrants[arm] ?? 0)
  const expected = byArm(({ entrants, shares }, arm) => sum(entrants) * (shares[arm] ?? 0))
  const kinds = new Set(drawn.map(({ shares }) => shares.map(share => share.toFixed(6)).join()))
  return {
    observed,
    expected,
    test: sampleRatioMismatch(observed, expected),
    unlike: kinds.size > 1 ? drawn.map(({ version }) => version) : [],
  }
}

export interface Slice {
  readonly name: string
  readonly observed: readonly number[]
}

/** The one that strays the farthest from its shares, which is where to look first; null: none strays. */
export function worstSlice(slices: readonly Slice[], shares: readonly number[]): Slice | null {
  let worst: Slice | null = null
  let least = 0.01
  for (const slice of slices) {
    const { p } = sampleRatioMismatch(slice.observed, shares)
    if (p >= least) continue
    worst = slice
    least = p
  }
  return worst
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
