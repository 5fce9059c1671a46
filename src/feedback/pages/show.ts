// A page as an answer, in the language of whoever asks. Knows as little of a request as it needs.
import { type Page, pageHeaders, pageHtml } from './page.js'
import { acceptedLocales, type PageTexts, textsIn } from './texts/index.js'

export interface Asked {
  get(header: string): string | undefined
}

export interface Answerable {
  status(code: number): { set(headers: Readonly<Record<string, string>>): { send(body: string): unknown } }
}

/** The customer's own language, then that of the browser, then the shop's. */
export const textsFor = (asked: Asked, ofReader?: unknown, ofShop?: unknown): PageTexts =>
  textsIn(ofReader, ...acceptedLocales(asked.get('accept-language')), ofShop)

/** `shop`: the name over the page. */
export function show(answer: Answerable, status: number, page: Page, shop: string | null): void {
  answer.status(status).set(pageHeaders).send(pageHtml(page, shop))
}
