// The pages of /u/TOKEN: the question, and that it is done. Pure.

import type { LinkPayload } from '../../links/index.js'
import { type Html, html } from '../../platform/html.js'
import { formOf, hidden, type Page } from './page.js'
import type { PageTexts } from './texts/index.js'

/** What a mail program posts, and our button too (RFC 8058). */
const oneClick = hidden('List-Unsubscribe', 'One-Click')
const fromPage = hidden('from', 'page')
export const isFromPage = (form: URLSearchParams): boolean => form.get('from') === 'page'
/** The reader wants nothing of the channel any more, whatever the message was about. */
export const isWholeChannel = (form: URLSearchParams): boolean => form.get('scope') === 'channel'

interface About {
  readonly link: Pick<LinkPayload, 'channel' | 'topic'>
  /** As the shop calls it. */
  readonly topicName: string | null
  readonly token: string
}

export function unsubscribePage({ link, topicName, token }: About, texts: PageTexts): Page {
  const { title, what, orders, button, wholeChannel, toPreferences } = texts.unsubscribe
  const press = formOf(oneClick, fromPage, html`<button type="submit">${button}</button>`)
  const all = formOf(
    oneClick,
    fromPage,
    hidden('scope', 'channel'),
    html`<button type="submit" class="quiet">${wholeChannel[link.channel]}</button>`,
  )
  return {
    lang: texts.lang,
    title: title(topicName),
    text: [what(link.channel, topicName), orders],
    more: html`${[press, ...(link.topic === null ? [] : [all]), preferencesLink(token, toPreferences)]}`,
  }
}

/** `topicName`: null where it is the whole channel now. */
export const unsubscribedPage = ({ link, topicName, token }: About, texts: PageTexts): Page => ({
  lang: texts.lang,
  title: texts.unsubscribed.title,
  text: [texts.unsubscribed.what(link.channel, topicName)],
  more: preferencesLink(token, texts.unsubscribed.toPreferences),
})

/** Relative to /u/TOKEN. The token was signed by us. */
const preferencesLink = (token: string, text: string): Html =>
  html`<p><a href="${token}/preferences">${text}</a></p>`
