// What a link in a message leads to, told from the text of its `href`, and UTM parameters added to it. Pure.
import { isTarget } from '../../links/index.js'

/**
 * The address as a browser would follow it; null: none of http or https, or one nobody should be sent to (with credentials). What is
 * written properly stays as it is, byte for byte.
 */
export function targetOf(href: string): string | null {
  if (isTarget(href)) return href
  const cleaned = withoutGaps(href)
  const absolute = cleaned.startsWith('//') ? `https:${cleaned}` : cleaned
  if (!/^https?:/i.test(absolute) || !URL.canParse(absolute)) return null
  const { href: written } = new URL(absolute)
  return isTarget(written) ? written : null
}

/** Schemes that run or show something by themselves, and that no mail has a use for. */
export const isUnsafe = (href: string): boolean =>
  /^(javascript|vbscript|data|blob|file):/i.test(withoutGaps(href))

/** Whether it leads to another host at all: not `mailto:`, `tel:`, `#below` or an app's own scheme. */
export const leadsToHost = (href: string): boolean => /^(https?:|[\\/]{2})/i.test(withoutGaps(href))

/** Browsers pass over spaces and control characters around an address, and over tabs and line breaks within. */
const withoutGaps = (href: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  href.replace(/^[\x00-\x20]+|[\x00-\x20]+$|[\t\r\n]/g, '')

/** In lower case, without the port. */
export const hostOf = (target: string): string => new URL(target).hostname

/** "www.shop.example" is within "*.shop.example", and only itself within "www.shop.example". */
export const isWithin = (host: string, allowed: string): boolean =>
  allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed

/** `text`: as it stands in the address. */
export type Parameters = readonly { readonly name: string; readonly text: string }[]

export const parametersOf = (values: Readonly<Record<string, string>>): Parameters =>
  Object.entries(values).map(([name, value]) => ({ name, text: `${name}=${encodeURIComponent(value)}` }))

/** Adds what the query has not: the rest, and the fragment, stay byte for byte. */
export function withParameters(target: string, parameters: Parameters): string {
  const hash = target.indexOf('#')
  const [before, fragment] = hash < 0 ? [target, ''] : [target.slice(0, hash), target.slice(hash)]
  const mark = before.indexOf('?')
  const query = mark < 0 ? '' : before.slice(mark + 1)
  const added = missing(query, parameters).join('&')
  if (added === '') return target
  const joint = mark < 0 ? '?' : query === '' || query.endsWith('&') ? '' : '&'
  return `${before}${joint}${added}${fragment}`
}

function missing(query: string, parameters: Parameters): string[] {
  const names = new Set(query === '' ? [] : new URLSearchParams(query).keys())
  return parameters.flatMap(({ name, text }) => (names.has(name) ? [] : [text]))
}
