// What somebody may have meant by a name that nothing has: the closest one there is, or else all of them. Pure.
import { didYouMean } from '../journeys/definition/did-you-mean.js'

const mostNamed = 20

/** `; did you mean "cart-recovery"?` or `; there are browse, cart`; an empty text where there is nothing. */
export const meant = (name: string, known: readonly string[]): string =>
  didYouMean(name, known) || among(known)

function among(names: readonly string[]): string {
  if (names.length === 0) return ''
  const named = names.slice(0, mostNamed).join(', ')
  return `; there are ${named}${names.length > mostNamed ? ' and more' : ''}`
}
