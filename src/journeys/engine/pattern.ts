// Patterns with `*` (any characters) and `?` (one character), matched against a whole text. Whatever text a stranger
// sends, the time grows with its length only: no backtracking, and no regular expression made of other people's text.

type Points = readonly number[]
/** Finds a part at or after `from`; answers where it ends, or -1. */
type Search = (text: Points, from: number) => number

const one = -1

/** Case-sensitive. A character is a code point, so that `?` takes a whole emoji. */
export function matcherOf(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*').map(partOf)
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (parts.length === 1) {
    return text => {
      const points = pointsOf(text)
      return points.length === first.length && isAt(first, points, 0)
    }
  }
  const between = parts.slice(1, -1).filter(part => part.length > 0)
  const searches = between.map(searchOf)
  const shortest = parts.reduce((sum, part) => sum + part.length, 0)
  return text => {
    const points = pointsOf(text)
    const end = points.length - last.length
    if (points.length < shortest || !isAt(first, points, 0) || !isAt(last, points, end)) return false
    let from = first.length
    for (const search of searches) {
      // The earliest place is as good as any: what follows only gets more room.
      from = search(points, from)
      if (from === -1) return false
    }
    return from <= end
  }
}

const partOf = (part: string): Points => pointsOf(part).map(point => (point === 63 ? one : point))

function pointsOf(text: string): number[] {
  const points: number[] = []
  for (let index = 0; index < text.length; index++) {
    const point = text.codePointAt(index)!
    if (point > 0xffff) index++
    points.push(point)
  }
  return points
}

const isAt = (part: Points, text: Points, from: number): boolean =>
  part.every((point, index) => point === one || point === text[from + index])

/** Places of a part that one machine word keeps track of. */
const wordBits = 31

/**
 * All beginnings of the part at once (Baeza-Yates and Gonnet's shift-and): bit i of the state says that the last i + 1
 * characters are the first i + 1 of the part. A part of 200 characters takes seven words for each character of the text.
 */
function searchOf(part: Points): Search {
  const words = Math.ceil(part.length / wordBits)
  const anyMask = maskOf(part, words, one)
  const masks = new Map(part.filter(point => point !== one).map(point => [point, maskOf(part, words, point)]))
  const lastBit = 1 << ((part.length - 1) % wordBits)
  return (text, from) => {
    const state = new Int32Array(words)
    for (let index = from; index < text.length; index++) {
      const mask = masks.get(text[index]!) ?? anyMask
      let carry = 1
      for (let word = 0; word < words; word++) {
        const shifted = (state[word]! << 1) | carry
        carry = (shifted >>> wordBits) & 1
        state[word] = shifted & mask[word]!
      }
      if ((state[words - 1]! & lastBit) !== 0) return index + 1
    }
    return -1
  }
}

/** A bit for each place of the part at which this character may stand. */
function maskOf(part: Points, words: number, point: number): Int32Array {
  const mask = new Int32Array(words)
  part.forEach((wanted, index) => {
    if (wanted === point || wanted === one) mask[Math.floor(index / wordBits)]! |= 1 << (index % wordBits)
  })
  return mask
}
