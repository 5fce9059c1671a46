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

/** A full stop or a bracket after an address belongs to the sentence around it; a bracket that the address opened is its own. */
export function withoutSentence(found: string): string {
  const url = found.replace(/[.,;:!?…]+$/, '')
  const last = url.at(-1) ?? ''
  const opening = { ')': '(', ']': '[', '}': '{' }[last]
  if (opening === undefined || count(url, opening) >= count(url, last)) return url
  return withoutSentence(url.slice(0, -1))
}

const count = (text: string, letter: string): number => text.split(letter).length - 1
