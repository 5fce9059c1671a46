// How the lines that were expected differ from those that came: as few differences as there can be.

export interface LineChange {
  /** missing: expected, but it did not come; unexpected: the other way round. */
  readonly kind: 'same' | 'missing' | 'unexpected'
  readonly line: string
}

/** Both lists in one, in order; of two lines in each other's place the missing one comes first. */
export function compareLines(expected: readonly string[], actual: readonly string[]): LineChange[] {
  const common = commonLengths(expected, actual)
  const changes: LineChange[] = []
  let [i, j] = [0, 0]
  while (i < expected.length || j < actual.length) {
    if (i < expected.length && expected[i] === actual[j]) {
      changes.push({ kind: 'same', line: expected[i]! })
      i++
      j++
    } else if (j === actual.length || (i < expected.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      changes.push({ kind: 'missing', line: expected[i++]! })
    } else {
      changes.push({ kind: 'unexpected', line: actual[j++]! })
    }
  }
  return changes
}

/** `[i][j]`: how many lines the rests from `i` and `j` on have in common, in order. */
function commonLengths(expected: readonly string[], actual: readonly string[]): number[][] {
  const lengths = Array.from({ length: expected.length + 1 }, () =>
    new Array<number>(actual.length + 1).fill(0),
  )
  for (let i = expected.length - 1; i >= 0; i--) {
    for (let j = actual.length - 1; j >= 0; j--) {
      const [row, below] = [lengths[i]!, lengths[i + 1]!]
      row[j] = expected[i] === actual[j] ? below[j + 1]! + 1 : Math.max(below[j]!, row[j + 1]!)
    }
  }
  return lengths
}
