// The types of CloudEvents, which are dotted (`com.example.order.completed`), as types of ours. Pure.
import { eventTypeOf, knownTypeOf, type NamedType } from './names/index.js'

const version = /^v\d+$/i
/** What a domain that is written backwards begins with. */
const topLevel = /^([a-z]{2}|com|org|net|edu|gov|app|dev|info)$/i

/**
 * The last of its words where the table of names has them, up to five, the most of them first. Otherwise the type is
 * one of the shop's own: its last two words in snake_case, or the last where a domain is all that stands before. A
 * version at the end (`.v1`) counts for nothing.
 */
export function typeOfCloudEvent(dotted: string): NamedType {
  const words = dotted.split(/[./:]+/).filter(word => word !== '')
  if (words.length > 1 && version.test(words.at(-1) ?? '')) words.pop()
  const own = words.slice(Math.min(domainOf(words), words.length - 1))
  for (const count of [5, 4, 3, 2]) {
    const type = own.length >= count ? knownTypeOf(own.slice(-count).join(' ')) : undefined
    if (type !== undefined) return { type }
  }
  // "purchase" alone is an order; the last word of "gift.card.purchase" is not.
  const last = own.at(-1) ?? ''
  const type = own.length === 1 || /[_\- ]|[a-z][A-Z]/.test(last) ? knownTypeOf(last) : undefined
  return type === undefined ? eventTypeOf(own.slice(-2).join(' ')) : { type }
}

/** How many words are a domain: a single word is never one. */
const domainOf = (words: readonly string[]): number =>
  words.length >= 3 && topLevel.test(words[0] ?? '') ? 2 : 0
