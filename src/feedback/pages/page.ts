// The small pages that links in messages lead to: plain HTML, no script, nothing from elsewhere, nothing of the request
// in them. Pure.
import { createHash } from 'node:crypto'
import { escapeHtml, type Html, html } from '../../platform/html.js'

export interface Page {
  /** The language it is in; without it, English. */
  readonly lang?: string
  readonly title: string
  readonly text: readonly string[]
  /** A form that posts to the page's own address. */
  readonly button?: string
  /** What stands below the text: forms and links. */
  readonly more?: Html
}

const style = `body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color:#1a1a1a;
background:#fff}h1{font-size:1.5rem;line-height:1.25}button{font:inherit;padding:.75rem 1.5rem;border:0;border-radius:.5rem;
background:#1a4d2e;color:#fff;cursor:pointer}button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid #1a4d2e;
outline-offset:3px}button.quiet{background:#fff;color:#1a4d2e;box-shadow:inset 0 0 0 2px #1a4d2e}a{color:#1a4d2e}form{margin:1rem 0}
fieldset{border:1px solid #767676;border-radius:.5rem;margin:0 0 1.25rem;padding:.75rem 1rem}legend{font-weight:600;padding:0 .35rem}
.choice{display:flex;gap:.75rem;margin:.6rem 0}.choice input{width:1.25rem;height:1.25rem;margin:.2rem 0 0;flex:none;accent-color:#1a4d2e}
.choice.of{margin-left:2rem}small{display:block;color:#4d4d4d;font-size:1rem}.said{border-left:4px solid #1a4d2e;padding-left:.75rem}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** In place of those of the API. Search engines have no business with a page for one person. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Robots-Tag': 'noindex, nofollow',
}

/** `shop`: the name over the page. */
export function pageHtml({ lang = 'en', title, text, button, more }: Page, shop: string | null): string {
  const name = shop === null ? '' : `<p>${escapeHtml(shop)}</p>`
  const paragraphs = text.map(line => `<p>${escapeHtml(line)}</p>`).join('')
  const form = button === undefined ? '' : formOf(html`<button type="submit">${button}</button>`).markup
  return `<!doctype html><html lang="${escapeHtml(lang)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${name}<h1>${escapeHtml(title)}</h1>${paragraphs}${form}${more?.markup ?? ''}</main></body></html>`
}

/** Posts to the page's own address. */
export const formOf = (...inside: readonly Html[]): Html => html`<form method="post">${inside}</form>`

export const hidden = (name: string, value: string): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`
