// How often something happens that happens `mean` times on average.

/** Above it the normal distribution, rounded, is as good: its third moment is off by less than a hundredth of its width. */
const large = 50

/** A draw of the Poisson distribution. */
export function poisson(mean: number, random: () => number): number {
  return mean < large ? byInversion(mean, random()) : rounded(mean, random)
}

function byInversion(mean: number, uniform: number): number {
  let term = Math.exp(-mean)
  let left = uniform
  let k = 0
  while (left > term && term > 0) {
    left -= term
    k++
    term *= mean / k
  }
  return k
}

/** By Box and Muller. */
function rounded(mean: number, random: () => number): number {
  const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.max(0, Math.round(mean + z * Math.sqrt(mean)))
}
