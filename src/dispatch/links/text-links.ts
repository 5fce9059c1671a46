// Finds the addresses in plain text and puts others in their places. Pure.
import { isUnsafe, leadsToHost } from './target.js'

const address = /https?:\/\/[^\s<>"'“”„«»‹›]+/gi
const bracketed = /<([^<>]+)>/g
const plain = /^https?:\/\//i

/** A text made from HTML has each `href` in angle brackets as it was written, and some are addresses only to a browser. */
export const withTextLinks = (text: string, follow: (url: string) => string): string =>
  text
    .split(bracketed)
    .map((part, n) => {
      if (n % 2 === 0) return inSentence(part, follow)
      return `<${isOdd(part) ? follow(part) : inSentence(part, follow)}>`
    })
    .join('')

const isOdd = (href: string): boolean => !plain.test(href) && (isUnsafe(href) || leadsToHost(href))

const inSentence = (text: string, follow: (url: string) => string): string =>
  text.replace(address, found => {
    const url = withoutSentence(found)
    return follow(url) + found.slice(url.length)
  })

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/**
 * A full stop or a bracket after an address belongs to the sentence around it; a bracket that the address opened is its own. In one
 * pass: an event may bring an address with ten thousand brackets.
 */
export function withoutSentence(found: string): string {
  const counts = new Map<string, number>()
  const count = (letter: string, change: number) => counts.set(letter, (counts.get(letter) ?? 0) + change)
  for (const [letter] of found.matchAll(/[()[\]{}]/g)) count(letter, 1)
  let end = found.length
  for (; end > 0; end--) {
    const last = found[end - 1]!
    if (/[.,;:!?…]/.test(last)) continue
    const opened = opening[last]
    if (opened === undefined || (counts.get(opened) ?? 0) >= counts.get(last)!) break
    count(last, -1)
  }
  return found.slice(0, end)
}
