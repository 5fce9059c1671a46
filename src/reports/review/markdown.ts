// The review as Markdown. Names come from files of the shop and from events: nothing in them may become markup. Pure.
import { type Part, partsOf, titleOf } from './lines.js'
import type { Review } from './review.js'

export const reviewAsMarkdown = (review: Review): string =>
  `${[`# ${plain(titleOf(review))}`, ...partsOf(review).map(partAsMarkdown)].join('\n\n')}\n`

function partAsMarkdown(part: Part): string {
  if ('heading' in part) return `## ${plain(part.heading)}`
  if ('text' in part) return plain(part.text)
  if ('items' in part) return part.items.map(item => `- ${plain(item)}`).join('\n')
  const rule = part.head.map((_, n) => (n === 0 ? '---' : '---:'))
  return [part.head.map(plain), rule, ...part.rows.map(row => row.map(plain))]
    .map(row => `| ${row.join(' | ')} |`)
    .join('\n')
}

const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#~&]/g, '\\$&')
    // Nor does a mail program or a forge make a link of what looks like one.
    .replace(/\b(https?):\/\//gi, '$1:\u2060//')
    .replace(/\bwww\./gi, '$&\u2060')
