// The small pages that links in messages lead to: plain HTML, no script, nothing from elsewhere, nothing of the request
// in them. Pure.
import { createHash } from 'node:crypto'
import { escapeHtml } from '../../platform/html.js'

export interface Page {
  readonly title: string
  readonly text: readonly string[]
  /** A form that posts to the page's own address. */
  readonly button?: string
}

const style = `body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color:#1a1a1a;
background:#fff}h1{font-size:1.5rem;line-height:1.25}button{font:inherit;padding:.75rem 1.5rem;border:0;border-radius:.5rem;
background:#1a4d2e;color:#fff;cursor:pointer}button:focus-visible{outline:3px solid #1a4d2e;outline-offset:3px}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** In place of those of the API. Search engines have no business with a page for one person. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Robots-Tag': 'noindex, nofollow',
}

/** `shop`: the name over the page. */
export function pageHtml({ title, text, button }: Page, shop: string | null): string {
  const name = shop === null ? '' : `<p>${escapeHtml(shop)}</p>`
  const paragraphs = text.map(line => `<p>${escapeHtml(line)}</p>`).join('')
  const form =
    button === undefined
      ? ''
      : `<form method="post"><button type="submit">${escapeHtml(button)}</button></form>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${name}<h1>${escapeHtml(title)}</h1>${paragraphs}${form}</main></body></html>`
}
