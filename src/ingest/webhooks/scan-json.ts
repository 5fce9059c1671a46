// One look over the text of JSON before it is parsed: how deep and how much it is, and its numbers that a float would change
// as texts, so that JSON.parse, which is many times faster than any parser without loss, loses nothing. Pure. Does not find
// out whether it is JSON: what was none stays none.

export interface Scanned {
  /** Counted no further than the limits. */
  readonly depth: number
  readonly values: number
  /** Of names in objects. */
  readonly names: number
  /** The same JSON, but for numbers that have become texts, as they were written. */
  readonly text: string
}

/** Stops at the first limit that is passed; then `text` is of no use. */
export function scanJson(text: string, most: { readonly depth: number; readonly values: number }): Scanned {
  let [open, depth, values, names, from] = [0, 0, 1, 0, 0]
  const parts: string[] = []
  for (let i = 0; i < text.length && depth <= most.depth && values <= most.values; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) i = endOfText(text, i)
    else if (code === comma) values++
    else if (code === colon) names++
    else if (code === openBrace || code === openBracket) depth = Math.max(depth, ++open)
    else if (code === closeBrace || code === closeBracket) open--
    else if (code === minus || isDigit(code)) {
      const end = endOfNumber(text, i)
      if (isChanged(text, i, end)) {
        parts.push(text.slice(from, i), '"', text.slice(i, end), '"')
        from = end
      }
      i = end - 1
    }
  }
  return { depth, values, names, text: parts.length === 0 ? text : parts.join('') + text.slice(from) }
}

/** As JSON.parse would make it of a text that holds only a number, or that text itself where it would be changed. */
export const readNumber = (text: string): number | string => {
  const number = Number(text)
  // "-0" and "1e3" are whole too, but would not be written like that again.
  return Number.isSafeInteger(number) && String(number) === text ? number : text
}

/** Where the text that begins at `start` has its closing quote. */
function endOfText(text: string, start: number): number {
  for (let end = start; ; ) {
    end = text.indexOf('"', end + 1)
    if (end < 0) return text.length
    let before = end - 1
    while (text.charCodeAt(before) === backslash) before--
    if ((end - before) % 2 === 1) return end
  }
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1
  while (isInNumber(text.charCodeAt(end))) end++
  return end
}

/** Fewer digits than these are a number that a float holds, unless they begin with a 0, which JSON.parse has its say about. */
const fewDigits = 15
const numberShape = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function isChanged(text: string, start: number, end: number): boolean {
  const written = text.slice(start, end)
  if (written.length <= fewDigits && /^\d+$/.test(written)) return false
  // A name must not become one by its quotes.
  return (
    numberShape.test(written) &&
    typeof readNumber(written) === 'string' &&
    !/^\s*:/.test(text.slice(end, end + 100))
  )
}

const isDigit = (code: number): boolean => code >= zero && code <= nine
const isInNumber = (code: number): boolean =>
  isDigit(code) || code === point || code === minus || code === plus || code === smallE || code === capitalE

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = codes('"\\{}[],:')
const [minus, plus, point, smallE, capitalE, zero, nine] = codes('-+.eE09')

function codes(signs: string): [number, number, number, number, number, number, number, number] {
  return [...signs].map(sign => sign.charCodeAt(0)) as ReturnType<typeof codes>
}
