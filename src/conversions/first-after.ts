// Where in a sorted list something begins. Nothing of ours.

/** The index of the first item whose number is greater; the length where there is none. */
export function firstAfter<Item>(
  sorted: readonly Item[],
  numberOf: (item: Item) => number,
  than: number,
): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numberOf(sorted[middle]!) > than) high = middle
    else low = middle + 1
  }
  return low
}
