// How often something happens that happens so many times on average. Made once per average and drawn from thousands of
// times: what can be reckoned beforehand is.

/** Above it the normal distribution, rounded, is as good: its third moment is off by less than a fiftieth of its width. */
const large = 2_000
/** So many standard deviations around the average are looked up; what lies beyond is rarer than any generator can tell. */
const width = 9
const slots = 256

/** Draws of the Poisson distribution of one average. */
export interface Poisson {
  readonly mean: number
  /** The smallest number that is looked up. */
  readonly from: number
  /** The share of the distribution up to each number from `from` on; empty: drawn as a normal one. */
  readonly upTo: Float64Array
  /** Where in `upTo` to begin for each 256th of the shares. */
  readonly guide: Uint16Array
}

export function poissonOf(mean: number): Poisson {
  if (mean > large) return { mean, from: 0, upTo: new Float64Array(0), guide: new Uint16Array(0) }
  const reach = width * Math.sqrt(mean) + 2 * width
  const from = Math.max(0, Math.floor(mean - reach))
  const upTo = added(terms(mean, from, Math.ceil(mean + reach)))
  return { mean, from, upTo, guide: guideTo(upTo) }
}

/** In proportion to the shares, from the most frequent one outwards, so that none is too small to begin with. */
function terms(mean: number, from: number, to: number): Float64Array {
  const found = new Float64Array(to - from + 1)
  const most = Math.floor(mean)
  found[most - from] = 1
  for (let k = most; k > from; k--) found[k - 1 - from] = (found[k - from]! * k) / mean
  for (let k = most; k < to; k++) found[k + 1 - from] = (found[k - from]! * mean) / (k + 1)
  return found
}

function added(shares: Float64Array): Float64Array {
  let sum = 0
  const upTo = shares.map(share => (sum += share))
  return upTo.map(value => value / sum)
}

function guideTo(upTo: Float64Array): Uint16Array {
  let at = 0
  return Uint16Array.from({ length: slots }, (_, slot) => {
    while (upTo[at]! <= slot / slots) at++
    return at
  })
}

export function draw({ mean, from, upTo, guide }: Poisson, random: () => number): number {
  if (upTo.length === 0) return rounded(mean, random)
  const uniform = random()
  let at = guide[Math.floor(uniform * slots)]!
  while (upTo[at]! <= uniform) at++
  return from + at
}

/** By Box and Muller. */
function rounded(mean: number, random: () => number): number {
  const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.max(0, Math.round(mean + z * Math.sqrt(mean)))
}
