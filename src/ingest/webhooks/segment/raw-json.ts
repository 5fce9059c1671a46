// Cuts the text of valid JSON into the texts of its parts, so that a message is kept as it came, with every digit of its
// numbers. Knows nothing of what the parts mean. Only for text that JSON.parse has read.

/** `'[1, {"a":2}]'` → `['1', '{"a":2}']`; of an object the members. */
export function partsOf(container: string): string[] {
  const inside = container.trim().slice(1, -1).trim()
  return inside === '' ? [] : cut(inside, comma)
}

export interface Member {
  readonly name: string
  /** The text of the value. */
  readonly value: string
}

export function membersOf(object: string): Member[] {
  return partsOf(object).map(part => {
    const [name = '""'] = cut(part, colon, 1)
    return { name: JSON.parse(name) as string, value: part.slice(part.indexOf(':', name.length) + 1).trim() }
  })
}

export const objectOf = (members: readonly Member[]): string =>
  `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(',')}}`

/** Cuts at a sign that is outside of strings and of inner lists and objects, `most` times at most. */
function cut(text: string, sign: number, most = Number.POSITIVE_INFINITY): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  let inString = false
  for (let i = 0; i < text.length && parts.length < most; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === backslash) i++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === openBrace || code === openBracket) depth++
    else if (code === closeBrace || code === closeBracket) depth--
    else if (code === sign && depth === 0) {
      parts.push(text.slice(from, i).trim())
      from = i + 1
    }
  }
  if (parts.length < most) parts.push(text.slice(from).trim())
  return parts
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [
  ...'"\\{}[],:',
].map(sign => sign.charCodeAt(0)) as [number, number, number, number, number, number, number, number]
