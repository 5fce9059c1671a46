// The review as a page of HTML, also as the body of a mail: everything escaped, nothing fetched from anywhere. Pure.
import { type Html, html } from '../../platform/html.js'
import { type Part, partsOf, titleOf } from './lines.js'
import type { Review } from './review.js'

export function reviewAsHtml(review: Review): string {
  const title = titleOf(review)
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body style="font: 15px/1.5 sans-serif; max-width: 52em; margin: 2em auto; padding: 0 1em">
<h1 style="font-size: 1.4em">${title}</h1>
${partsOf(review).map(partAsHtml)}
</body></html>
`.markup
}

function partAsHtml(part: Part): Html {
  if ('heading' in part) return html`<h2 style="font-size: 1.1em; margin-top: 1.5em">${part.heading}</h2>\n`
  if ('text' in part) return html`<p>${part.text}</p>\n`
  if ('items' in part) return html`<ul>\n${part.items.map(item => html`<li>${item}</li>\n`)}</ul>\n`
  return html`<table style="border-collapse: collapse">
<tr>${part.head.map(cell => html`<th style="${cellStyle}">${cell}</th>`)}</tr>
${part.rows.map(row => html`<tr>${row.map(cell => html`<td style="${cellStyle}">${cell}</td>`)}</tr>\n`)}</table>\n`
}

const cellStyle = 'text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid #ccc'
