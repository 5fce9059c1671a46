// Finds the links of rendered HTML and puts others in their places; everything else stays byte for byte. Pure.
import { escapeHtml } from '../../platform/html.js'

/** One that never ends goes on to the end, as for a browser; to look for its end from each "<a" again would take for ever. */
const anchor = /<(?:a|area)(?=[\s/])(?:[^"'>]|"[^"]*(?:"|$)|'[^']*(?:'|$))*(?:>|$)/gi

/** One after the other, so that what looks like an attribute within the value of another is not taken for one. */
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g

/** `follow` is given the address as it is meant (`&`, not `&amp;`), and whether the link may be told of. */
export const withLinks = (html: string, follow: (href: string, track: boolean) => string): string =>
  html.replace(anchor, tag => linked(tag, follow))

/** Of two `href`, browsers take the first. */
function linked(tag: string, follow: (href: string, track: boolean) => string): string {
  attribute.lastIndex = tag.search(/[\s/]/)
  for (let found = attribute.exec(tag); found; found = attribute.exec(tag)) {
    const [whole, name = '', double, single, bare] = found
    const value = double ?? single ?? bare
    if (value === undefined || name.toLowerCase() !== 'href') continue
    const href = decoded(value)
    const other = follow(href, !untracked.test(tag))
    if (other === href) return tag
    const end = found.index + whole.length
    return `${tag.slice(0, found.index)}${name}="${escapeHtml(other)}"${tag.slice(end)}`
  }
  return tag
}

const untracked = /\sdata-track\s*=\s*["']?off["'\s>/]/i

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Of what addresses hold; other names stay, and no host is taken for ours that has one in it. */
const decoded = (text: string): string =>
  text.includes('&')
    ? text.replace(
        /&(?:#(\d{1,7});?|#x([0-9a-f]{1,6});?|(amp|lt|gt|quot|apos);)/gi,
        (whole, decimal, hex, name) => {
          if (name) return entities[name.toLowerCase()] ?? whole
          const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
          return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
        },
      )
    : text
