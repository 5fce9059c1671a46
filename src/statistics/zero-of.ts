// Where a function is zero, between two places at which its signs differ.

/** By the secant, with the end that stays behind pulled in ("Illinois"): some ten steps where halving takes fifty. */
export function zeroOf(of: (x: number) => number, from: number, to: number): number {
  let [low, high, atLow, atHigh] = [from, to, of(from), of(to)]
  for (let i = 0; i < 100 && Math.abs(high - low) > 1e-12 * Math.abs(high); i++) {
    const x = (low * atHigh - high * atLow) / (atHigh - atLow)
    const at = of(x)
    if (at === 0) return x
    if (at < 0 === atHigh < 0) atLow /= 2
    else [low, atLow] = [high, atHigh]
    ;[high, atHigh] = [x, at]
  }
  return high
}
