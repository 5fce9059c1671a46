// How large an effect must be to show, and how many entrants it takes: before an experiment, and while it runs. The
// usual formula of two rates (Fleiss, Levin and Paik 2003, 4.2), without its correction for continuity.
import { anytimeReach, type Looks } from './anytime.js'
import { normalQuantile, twoSided } from './distributions.js'
import { usualLevel } from './estimate.js'

interface Promised {
  readonly level?: number
  /** The chance that the interval leaves out zero. */
  readonly power?: number
  /** Given: of an anytime-valid interval at its last look. To have looked before that only adds to the power. */
  readonly looks?: Looks
}

interface Arms {
  readonly nTreated: number
  readonly nControl: number
}

const usualPower = 0.8

/**
 * By how much the treated rate must lie above `controlRate` to show. null: with so few, even everybody converting would
 * not.
 */
export function minimumDetectableEffect(
  of: Arms & Promised & { readonly controlRate: number },
): number | null {
  const shows = (difference: number): boolean => rateShows(of, of, of.controlRate, difference)
  const most = 1 - of.controlRate
  return shows(most) ? firstThat(shows, 0, most) : null
}

/** The same for values per entrant, whose standard deviation is `deviation` in both arms. */
export function minimumDetectableDifferenceOfMeans(
  of: Arms & Promised & { readonly deviation: number },
): number {
  const error = of.deviation * Math.sqrt(1 / of.nTreated + 1 / of.nControl)
  return (reachOf(of, of) + normalQuantile(of.power ?? usualPower)) * error
}

/**
 * How many must enter until a difference of that size shows; `controlShare` of them are held out. null: a difference of
 * zero, or one that leads out of 0 to 1.
 */
export function sampleSizeFor(
  wanted: Promised & {
    readonly controlRate: number
    readonly difference: number
    readonly controlShare?: number
  },
): Arms | null {
  const { controlRate, difference, controlShare = 0.5 } = wanted
  const treatedRate = controlRate + difference
  if (difference === 0 || treatedRate < 0 || treatedRate > 1) return null
  const armsOf = (total: number): Arms => ({
    nTreated: total * (1 - controlShare),
    nControl: total * controlShare,
  })
  const total = firstThat(n => rateShows(armsOf(n), wanted, controlRate, difference), 2, enormous)
  const { nTreated, nControl } = armsOf(total)
  return { nTreated: Math.ceil(nTreated), nControl: Math.ceil(nControl) }
}

const enormous = 1e15

function rateShows(arms: Arms, promised: Promised, controlRate: number, difference: number): boolean {
  const { nTreated, nControl } = arms
  const treatedRate = controlRate + difference
  const pooled = (nTreated * treatedRate + nControl * controlRate) / (nTreated + nControl)
  const apart = Math.sqrt(spread(treatedRate) / nTreated + spread(controlRate) / nControl)
  const together = Math.sqrt(spread(pooled) * (1 / nTreated + 1 / nControl))
  // An interval of one look reaches as far as if there were no difference; one for many looks takes each arm as it is.
  const reach = reachOf(arms, promised) * (promised.looks ? apart : together)
  return Math.abs(difference) >= reach + normalQuantile(promised.power ?? usualPower) * apart
}

const spread = (rate: number): number => rate * (1 - rate)

const reachOf = ({ nTreated, nControl }: Arms, { level = usualLevel, looks }: Promised): number =>
  looks ? anytimeReach(nTreated + nControl, level, looks) : twoSided(level)

/** Where `holds` turns true between two ends, at the second of which it is. */
function firstThat(holds: (value: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to]
  for (let i = 0; i < 120 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}
