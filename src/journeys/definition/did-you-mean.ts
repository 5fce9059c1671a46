// Finds the word somebody meant when they mistyped one.

/** `; did you mean "send"?` for the closest word, or an empty text where none is close. */
export function didYouMean(typed: string, words: Iterable<string>): string {
  const word = closest(typed, words)
  return word === undefined ? '' : `; did you mean "${word}"?`
}

/** The word at most a third of its letters away (two in a short one), ignoring case; undefined where there is none. */
export function closest(typed: string, words: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(2, Math.floor(typed.length / 3)) + 1
  for (const word of words) {
    const away = distance(typed.toLowerCase(), word.toLowerCase())
    if (away < least && away < word.length) [best, least] = [word, away]
  }
  return best
}

/**
 * For words that may be any: the known word this one was probably meant to be. One letter wrong in a short word, two in
 * a long one; more would catch words that are meant. Undefined for a known word.
 */
export function slipOf(typed: string, known: readonly string[]): string | undefined {
  if (known.includes(typed)) return undefined
  const slips = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2)
  return known.find(word => distance(typed.toLowerCase(), word.toLowerCase()) <= slips(word))
}

/** Letters to add, remove, change or swap with their neighbour (optimal string alignment). */
export function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(row[j - 1]! + 1, rows[i - 1]![j]! + 1, change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1)
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
