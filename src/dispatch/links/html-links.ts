// Finds the links of rendered HTML and puts others in their places; everything else stays byte for byte. Pure.
import { escapeHtml } from '../../platform/html.js'

const anchor = /<(?:a|area)(?=[\s/])(?:[^"'>]|"[^"]*"|'[^']*')*>/gi

/** One after the other, so that what looks like an attribute within the value of another is not taken for one. */
const attribute = /([^\s"'<>/=]+)(\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))|[^\s"'<>/=]+/g

/** `follow` is given the address as it is meant (`&`, not `&amp;`), and whether the link says `data-track="off"`. */
export const withLinks = (html: string, follow: (href: string, track: boolean) => string): string =>
  html.replace(anchor, tag => linked(tag, follow))

function linked(tag: string, follow: (href: string, track: boolean) => string): string {
  const track = !/\sdata-track\s*=\s*["']?off["'\s>/]/i.test(tag)
  let isFirst = true
  const begin = tag.search(/[\s/]/)
  const attributes = tag.slice(begin).replace(attribute, (whole, name, equals, double, single, bare) => {
    // Of two, browsers take the first.
    if (!isFirst || equals === undefined || name.toLowerCase() !== 'href') return whole
    isFirst = false
    const href = decoded(double ?? single ?? bare ?? '')
    const other = follow(href, track)
    return other === href ? whole : `${name}="${escapeHtml(other)}"`
  })
  return tag.slice(0, begin) + attributes
}

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
