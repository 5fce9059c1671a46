// How long after the hand-over of the last message an order came: the buckets that rollups count by, in order.

const hour = 1
const day = 24 * hour

/** Each ends where the next one begins; the last has no end. */
export const delays = [
  { name: '<1h', below: hour },
  { name: '<3h', below: 3 * hour },
  { name: '<6h', below: 6 * hour },
  { name: '<12h', below: 12 * hour },
  { name: '<1d', below: day },
  { name: '<2d', below: 2 * day },
  { name: '<3d', below: 3 * day },
  { name: '<5d', below: 5 * day },
  { name: '<7d', below: 7 * day },
  { name: '<14d', below: 14 * day },
  { name: '<30d', below: 30 * day },
  { name: '30d+', below: null },
] as const

/** In hours: from the first, below the second; null: without an end. */
export function hoursOf(name: string): { readonly from: number; readonly below: number | null } | undefined {
  const index = delays.findIndex(delay => delay.name === name)
  const delay = delays[index]
  // What came before its message by the clocks of two machines came at once.
  return delay && { from: delays[index - 1]?.below ?? Number.MIN_SAFE_INTEGER, below: delay.below }
}
