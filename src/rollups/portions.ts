// How many days to count at once: as many as take about a second, since some shops have as much in an hour as others in a
// year.

const shortMs = 400
const longMs = 1_500
const mostDays = 64

export interface Portions {
  days(): number
  /** Runs the work of one portion and goes by how long it took. */
  timed<T>(work: () => Promise<T>): Promise<T>
}

export function createPortions(): Portions {
  let days = 1
  return {
    days: () => days,
    async timed(work) {
      const began = performance.now()
      const result = await work()
      const took = performance.now() - began
      if (took < shortMs) days = Math.min(mostDays, days * 2)
      else if (took > longMs) days = Math.max(1, Math.floor(days / 2))
      return result
    },
  }
}
