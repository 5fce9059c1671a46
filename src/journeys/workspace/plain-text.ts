// The plain text of an email, for those who read no HTML. Works on the template, so Liquid must come through untouched.
import { convert, type HtmlToTextOptions } from 'html-to-text'

const headings = ['h1', 'h2', 'h3', 'h4'].map(selector => ({ selector, options: { uppercase: false } }))

const options: HtmlToTextOptions = {
  wordwrap: false,
  selectors: [
    { selector: 'div[style^="display:none"]', format: 'skip' },
    { selector: 'img', format: 'skip' },
    { selector: 'tr', format: 'block' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    ...headings,
  ],
}

const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g
const mark = /\uE000(\d+)\uE001/g

/** Text of HTML that has Liquid in it, also inside attributes. */
export function plainTextOf(html: string): string {
  const tags: string[] = []
  const marked = html.replace(liquid, tag => `\uE000${tags.push(tag) - 1}\uE001`)
  const text = convert(marked, options).replace(mark, (_, index: string) => tags[Number(index)]!)
  return withoutLinesOfTags(text).trim()
}

/** A line with nothing but `{% … %}` would be rendered as an empty one; its tag goes to the beginning of the next. */
const withoutLinesOfTags = (text: string): string =>
  text
    .replace(/^((?:\{%(?:(?!%\}).)*%\}[ \t]*)+)\n+/gm, (_, tags: string) => tags.trim())
    .replace(/\n{3,}/g, '\n\n')
