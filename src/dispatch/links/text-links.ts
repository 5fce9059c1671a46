// Finds the addresses in plain text and puts others in their places. Pure.

const address = /https?:\/\/[^\s<>"'“”„«»‹›]+/gi

export const withTextLinks = (text: string, follow: (url: string) => string): string =>
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
