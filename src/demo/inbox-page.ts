// The page on which a person sees what the demo's shoppers received and what came of it. Shows mails as a mail client
// would: in a frame without scripts, and without loading anything from elsewhere.

import { type Html, html } from '../platform/html.js'
import type { JourneysReport } from '../reports/index.js'
import type { Inbox, ReceivedMessage } from './inbox.js'

export interface InboxView {
  readonly now: Date
  readonly inbox: Inbox
  readonly report: JourneysReport
}

const shown = 200
const refreshSeconds = 2

/** For every page: nothing is fetched, nothing is run. */
export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"

export function inboxPage({ now, inbox, report }: InboxView): string {
  const messages = inbox.latest(shown)
  return page(
    'What the shoppers got',
    html`<meta http-equiv="refresh" content="${refreshSeconds}">`,
    html`<p>It is ${time(now)} in the demo. ${inbox.count('email')} mails and ${inbox.count('sms')} text messages have arrived.</p>
<h2>Conversions by journey</h2>${reportTable(report)}
<h2>The latest messages</h2>
<table><tr><th>When<th>What<th>To<th>Subject or text</tr>${messages.map(messageRow)}</table>`,
  )
}

export function messagePage(message: ReceivedMessage): string {
  const body =
    message.channel === 'sms'
      ? html`<pre>${message.text}</pre>`
      : html`<iframe sandbox title="The mail" srcdoc="${message.html}"></iframe>
<h2>As plain text</h2><pre>${message.text}</pre><h2>Headers</h2><pre>${headersOf(message.headers)}</pre>`
  return page(
    message.channel === 'sms' ? 'A text message' : message.subject,
    html``,
    html`<p><a href="/">All messages</a></p><p>To ${message.to}, from ${message.from}, at ${time(message.at)}</p>${body}`,
  )
}

function reportTable({ rows, total, currency }: JourneysReport): Html {
  const cells = (id: string, row: (typeof rows)[number] | typeof total): Html =>
    html`<tr><td>${id}<td class="n">${row.entered}<td class="n">${row.messages}<td class="n">${row.conversions}<td class="n">${row.revenue} ${currency}</tr>`
  return html`<table><tr><th>Journey<th class="n">Entered<th class="n">Messages<th class="n">Conversions<th class="n">Revenue</tr>
${rows.map(row => cells(row.id, row))}${cells('all', total)}</table>`
}

const messageRow = (message: ReceivedMessage & { n: number }): Html =>
  html`<tr><td>${time(message.at)}<td>${message.channel}<td>${message.to}<td><a href="/messages/${message.n}">${
    message.channel === 'email' ? message.subject || '(no subject)' : message.text.slice(0, 100)
  }</a></tr>`

const headersOf = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

const time = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ')

const page = (title: string, head: Html, body: Html): string =>
  html`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${title} · Triggerfish demo</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #dde3ea; vertical-align: top }
.n { text-align: right; font-variant-numeric: tabular-nums }
pre { white-space: pre-wrap; background: #f4f6f8; padding: 1rem }
iframe { width: 100%; height: 40rem; border: 1px solid #dde3ea }
</style>
<h1>${title}</h1>${body}</html>
`.markup
